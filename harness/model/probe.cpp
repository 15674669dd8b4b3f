#include "harness/model/probe.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/text.h"
#include "harness/model/quantity.h"

namespace squall {

bool ValueTest::allows(double value) const {
  if ((min && !(value >= *min)) || (max && !(value <= *max))) return false;
  return one_of.empty() || std::find(one_of.begin(), one_of.end(), value) != one_of.end();
}

std::string describe(const ValueTest& test, Dimension dimension) {
  std::vector<std::string> parts;
  if (test.min) parts.push_back(fmt::format(">= {}", format_quantity(*test.min, dimension)));
  if (test.max) parts.push_back(fmt::format("<= {}", format_quantity(*test.max, dimension)));
  if (!test.one_of.empty()) {
    std::vector<std::string> values;
    for (const double value : test.one_of) values.push_back(format_quantity(value, dimension));
    parts.push_back(join_names(values, "or"));
  }
  if (test.at_most_of_baseline) {
    parts.push_back(fmt::format("<= {} x the baseline phase", *test.at_most_of_baseline));
  }
  return join_names(parts);
}

}  // namespace squall

// The written references: every key is there, and JSON is JSON.
#include "harness/scenario/reference.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "harness/model/metric.h"
#include "harness/scenario/schema.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

// As the page writes keys and metrics.
bool names(const std::string& page, std::string_view word) {
  std::string quoted = "`";
  quoted += word;
  quoted += '`';
  return page.find(quoted) != page.npos;
}

void check_options(std::span<const Option> options, const std::string& page) {
  for (const Option& option : options) {
    if (option.name == "resolved") continue;
    INFO(option.name);
    CHECK(names(page, option.name));
    CHECK_FALSE(option.summary.empty());
    CHECK(option.summary.size() <= 160);
    check_options(option.fields, page);
  }
}

TEST_CASE("the page names every key and every metric") {
  const std::string page = reference_markdown(test::kinds());
  check_options(scenario_schema(), page);
  check_options(topology_schema(), page);
  check_options(expect_schema(), page);
  for (const Metric& metric : metrics()) {
    CHECK(names(page, metric.name));
  }
  CHECK(page.ends_with("\n"));
  CHECK_FALSE(page.ends_with("\n\n"));
}

TEST_CASE("the JSON Schemas are balanced and name the keys of kinds") {
  for (const std::string& schema :
       {scenario_json_schema(test::kinds()), topology_json_schema(test::kinds())}) {
    CHECK(std::count(schema.begin(), schema.end(), '{') ==
          std::count(schema.begin(), schema.end(), '}'));
    CHECK(schema.find("\"additionalProperties\": false") != schema.npos);
    CHECK(schema.ends_with("}\n"));
  }
  CHECK(scenario_json_schema(test::kinds()).find("\"restart_delay\"") != std::string::npos);
  CHECK(topology_json_schema(test::kinds()).find("\"addresses\"") != std::string::npos);
}

}  // namespace
}  // namespace squall

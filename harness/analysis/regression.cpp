#include "harness/analysis/regression.h"

#include <algorithm>
#include <cmath>

namespace squall {

double smallest_shift(double base_level, const RegressionRule& rule) {
  return std::max(rule.effect * std::abs(base_level), rule.least);
}

Regression regression_of(const Shift& shift, double p_value, double base_level,
                         const RegressionRule& rule) {
  const bool large = std::abs(shift.shift) >= smallest_shift(base_level, rule);
  if (p_value > rule.level || !large || shift.shift == 0) return Regression::kNone;
  return (shift.shift > 0) == rule.more_is_better ? Regression::kBetter : Regression::kWorse;
}

}  // namespace squall

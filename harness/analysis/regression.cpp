#include "harness/analysis/regression.h"

#include <cmath>

namespace squall {

Regression regression_of(const Shift& shift, double p_value, double base_level,
                         const RegressionRule& rule) {
  const bool large = std::abs(shift.shift) >= rule.effect * std::abs(base_level);
  if (p_value > rule.level || !large || shift.shift == 0) return Regression::kNone;
  return (shift.shift > 0) == rule.more_is_better ? Regression::kBetter : Regression::kWorse;
}

}  // namespace squall

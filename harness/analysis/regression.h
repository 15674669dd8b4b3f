// What a difference between two groups of runs means for the metric that it is of.
#pragma once

#include "harness/analysis/shift.h"

namespace squall {

enum class Regression { kNone, kBetter, kWorse };

/// When a difference counts: it must be both unlikely to be chance and large enough to matter. Each
/// alone raises false alarms: many runs make a difference of a thousandth certain, and two runs
/// differ by a tenth for no reason.
struct RegressionRule {
  double level = 0.05;   ///< The largest p-value, corrected for the number of metrics (holm()).
  double effect = 0.05;  ///< The smallest shift, as a share of the base's level, …
  double least = 0;      ///< … and in the unit of the metric.
  bool more_is_better = false;  ///< Throughput is, latency is not.
};

/// The smallest shift that counts. `base_level`: the base's median, which the effect is a share of;
/// at 0 every shift from `least` on is large.
double smallest_shift(double base_level, const RegressionRule& rule);

Regression regression_of(const Shift& shift, double p_value, double base_level,
                         const RegressionRule& rule);

}  // namespace squall

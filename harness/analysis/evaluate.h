// The value of an expression, given the values of its metrics.
#pragma once

#include <functional>
#include <optional>

#include "harness/model/expression.h"

namespace squall {

/// The value of one use of a metric, or none where there is nothing to compute it from.
using MetricLookup = std::function<std::optional<double>(const MetricUse&)>;

/// None if a metric has no value, or for a division by zero.
std::optional<double> evaluate(const Expression& expression, const MetricLookup& lookup);

/// Both sides of a condition and whether it holds.
struct Evaluated {
  double left = 0, right = 0;
  bool holds = false;

  /// How far inside the limit it is (below 0: outside), to find the worst of several.
  double margin(Comparison comparison) const;
};
std::optional<Evaluated> evaluate(const Condition& condition, const MetricLookup& lookup);

}  // namespace squall

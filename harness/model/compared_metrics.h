// The metrics by which runs are compared.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/model/expression.h"
#include "harness/model/metric.h"

namespace squall {

struct ComparedMetric {
  std::string_view name;  ///< As a gate names it.
  Dimension dimension;
  bool more_is_better;
  bool relative;  ///< A change counts from a share of the base's median on, …
  double least;   ///< … and never below this, in base units: below, no user would notice.
  bool optional;  ///< No value is a good sign: nobody had anything to detect.
  /// Whether it decides where nothing else was asked for. Each metric more that does makes it
  /// harder to tell a difference from chance, so those that move with another one do not.
  bool decides;
};

/// Those of a phase come first, then those of a fault, then the capacity.
std::span<const ComparedMetric> compared_metrics();

/// How runs that are compared name the metric: "p99(response_time)", also where "p99" is written.
std::string compared_name(const MetricUse& use);

/// nullptr: none is called so.
const ComparedMetric* find_compared_metric(std::string_view name);

}  // namespace squall

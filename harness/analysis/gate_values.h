// The values of a gate's metrics over one phase: its own, and the baseline phase's.
#pragma once

#include <optional>

#include "harness/analysis/tally.h"
#include "harness/core/time.h"
#include "harness/model/expression.h"

namespace squall {

struct GateValues {
  Tally here, baseline;
  Nanoseconds length{}, baseline_length{};  ///< 0: there is no such phase.

  /// A MetricLookup. Windows are the caller's; metrics of faults have no value here.
  std::optional<double> operator()(const MetricUse& use) const;
};

/// Whether the metric is one of faults: time_to_recover, …
bool is_fault_metric(const MetricUse& use);
bool uses_fault_metrics(const Condition& condition);
bool uses_capacity(const Condition& condition);
bool uses_baseline_phase(const Condition& condition);

}  // namespace squall

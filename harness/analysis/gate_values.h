// The values of a gate's metrics over one phase: its own, the baseline phase's, and those of the
// runs that it is held against.
#pragma once

#include <optional>
#include <string>

#include "harness/analysis/samples.h"
#include "harness/analysis/tally.h"
#include "harness/core/time.h"
#include "harness/model/event.h"
#include "harness/model/expression.h"

namespace squall {

struct GateValues {
  Tally here, baseline;
  Nanoseconds length{}, baseline_length{};  ///< 0: there is no such phase.
  Nanoseconds start{}, baseline_start{};
  const Samples* samples = nullptr;             ///< Null: none were taken.
  const BaselineGiven* baseline_run = nullptr;  ///< Null: none was given.
  std::string where;                            ///< As a baseline run names the phase or the fault.

  /// A MetricLookup. Windows are the caller's; metrics of faults have no value here but those of a
  /// baseline run. What is of the baseline phase has none if that phase has no operations, or no
  /// samples.
  std::optional<double> operator()(const MetricUse& use) const;

  /// What the gate rests on here: operations, or the samples of that probe or node of which there
  /// are the fewest.
  std::uint64_t count(const Condition& condition) const;
};

/// Whether the metric is one of faults: time_to_recover, …
bool is_fault_metric(const MetricUse& use);
bool uses_fault_metrics(const Condition& condition);
bool uses_metrics_of_run(const Condition& condition);
bool uses_capacity(const Condition& condition);
bool uses_baseline_phase(const Condition& condition);

}  // namespace squall

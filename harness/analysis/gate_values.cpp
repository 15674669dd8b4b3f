#include "harness/analysis/gate_values.h"

#include <algorithm>

namespace squall {

std::optional<double> GateValues::operator()(const MetricUse& use) const {
  switch (use.scope) {
    case MetricUse::Scope::kHere:
      return here.value(use, length);
    case MetricUse::Scope::kBaselinePhase:
      return baseline_length == Nanoseconds{} ? std::nullopt : baseline.value(use, baseline_length);
    case MetricUse::Scope::kBaselineRun:
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_fault_metric(const MetricUse& use) {
  return use.metric->argument == MetricArgument::kFault;
}

bool uses_fault_metrics(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(),
                     [](const MetricUse* use) { return is_fault_metric(*use); });
}

bool uses_capacity(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->metric->id == MetricId::kCapacity;
  });
}

bool uses_baseline_phase(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->scope == MetricUse::Scope::kBaselinePhase;
  });
}

}  // namespace squall

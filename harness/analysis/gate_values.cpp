#include "harness/analysis/gate_values.h"

#include <algorithm>

#include "harness/model/compared_metrics.h"

namespace squall {

namespace {

std::optional<double> value_in(const BaselineGiven& baseline, const MetricUse& use,
                               const std::string& where) {
  const std::string metric = compared_name(use);
  for (const BaselineValue& each : baseline.values) {
    if (each.metric == metric && each.where == where) return each.value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> GateValues::operator()(const MetricUse& use) const {
  const bool sampled = is_sampled(*use.metric);
  const bool of_run = use.scope == MetricUse::Scope::kBaselineRun;
  if (sampled && samples == nullptr && !of_run) return std::nullopt;
  switch (use.scope) {
    case MetricUse::Scope::kHere:
      return sampled ? samples->value(use, start, start + length) : here.value(use, length);
    case MetricUse::Scope::kBaselinePhase:
      if (sampled) return samples->value(use, baseline_start, baseline_start + baseline_length);
      if (baseline.operations == 0 || baseline_length == Nanoseconds{}) return std::nullopt;
      return baseline.value(use, baseline_length);
    case MetricUse::Scope::kBaselineRun:
      return baseline_run == nullptr ? std::nullopt : value_in(*baseline_run, use, where);
  }
  return std::nullopt;
}

std::uint64_t GateValues::count(const Condition& condition) const {
  std::optional<std::uint64_t> fewest;
  for (const MetricUse* use : metrics_of(condition)) {
    if (use->scope != MetricUse::Scope::kHere) continue;
    std::uint64_t count = here.operations;
    if (is_sampled(*use->metric)) {
      count = samples == nullptr ? 0 : samples->count(*use, start, start + length);
    }
    fewest = std::min(fewest.value_or(count), count);
  }
  return fewest.value_or(here.operations);
}

bool is_fault_metric(const MetricUse& use) {
  return use.metric->argument == MetricArgument::kFault &&
         use.scope != MetricUse::Scope::kBaselineRun;
}

bool uses_fault_metrics(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(),
                     [](const MetricUse* use) { return is_fault_metric(*use); });
}

bool uses_metrics_of_run(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(),
                     [](const MetricUse* use) { return is_of_run(*use->metric); });
}

bool uses_capacity(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(),
                     [](const MetricUse* use) { return use->metric->id == MetricId::kCapacity; });
}

bool uses_baseline_phase(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->scope == MetricUse::Scope::kBaselinePhase;
  });
}

}  // namespace squall

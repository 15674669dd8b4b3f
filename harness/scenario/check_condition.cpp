// What the metrics of a condition refer to, and whether they can be judged where it stands.
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/text.h"
#include "harness/model/compared_metrics.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

std::vector<std::string> fault_names(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const Phase& phase : scenario.phases) {
    for (const FaultSpec& fault : phase.faults) names.push_back(fault.name);
  }
  return names;
}

void check_fault_use(const MetricUse& use, const TomlNode& at, const Scenario& scenario,
                     Findings& findings) {
  const std::vector<std::string> names = fault_names(scenario);
  const std::string_view metric = use.metric->name;
  // A schedule that was drawn may have none, and is read again with the records.
  const bool may_have = std::any_of(
      scenario.phases.begin(), scenario.phases.end(),
      [](const Phase& phase) { return phase.random || phase.kind == PhaseKind::kFault; });
  if (names.empty() && !may_have) {
    return findings.error(at.position,
                          fmt::format("{} measures a fault, and the scenario has none", metric));
  }
  if (use.arguments.empty()) return;  // Each is judged.
  const std::string& name = use.arguments.front();
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  findings.error(at.position, fmt::format("there is no fault '{}'", name),
                 suggestion(name, names, "faults"));
}

bool has_phase_of(const Scenario& scenario, PhaseKind kind) {
  return std::any_of(scenario.phases.begin(), scenario.phases.end(),
                     [kind](const Phase& phase) { return phase.kind == kind; });
}

void check_slo_use(const MetricUse& use, const TomlNode& at, const Scenario& scenario,
                   Findings& findings) {
  std::vector<std::string> names;
  for (const Slo& slo : scenario.slos) names.push_back(slo.name);
  const std::string_view metric = use.metric->name;
  if (names.empty()) {
    return findings.error(
        at.position, fmt::format("{} is of an error budget, and the scenario has none", metric),
        "declare it as [[slo]], with objective = \"99.9%\"");
  }
  if (use.arguments.empty()) {
    if (names.size() == 1) return;
    return findings.error(at.position, fmt::format("{} does not say of which [[slo]]", metric),
                          fmt::format("write {}({})", metric, names.front()));
  }
  const std::string& name = use.arguments.front();
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  findings.error(at.position, fmt::format("there is no slo '{}'", name),
                 suggestion(name, names, "slos"));
}

void check_loss_use(const TomlNode& at, const Scenario& scenario, const ReadContext& context) {
  std::string kinds;
  for (const Kind& kind : context.kinds.checkers) {
    if (!kind.losses) continue;
    if (kinds.empty()) kinds = kind.name;
    for (const CheckerSpec& checker : scenario.checkers) {
      if (checker.kind == kind.name) return;
    }
  }
  context.findings.error(
      at.position, "'rpo' needs a checker that finds lost writes, and the scenario has none",
      fmt::format("add [[checker]] with kind = \"{}\" and read_back = \"WORKLOAD\"", kinds));
}

void check_baseline_run_use(const MetricUse& use, const TomlNode& at, Findings& findings) {
  std::vector<std::string> names;
  for (const ComparedMetric& metric : compared_metrics()) names.emplace_back(metric.name);
  const std::string name = compared_name(use);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    findings.error(at.position, fmt::format("a baseline run keeps no {}", name),
                   "it keeps " + join_names(names));
  } else if (use.window) {
    findings.error(at.position, "a baseline run keeps figures of phases, and no windows",
                   fmt::format("write baseline_run.{}", name));
  } else if (use.metric->argument == MetricArgument::kFault && !use.arguments.empty()) {
    findings.error(at.position, "a baseline run is asked for the fault that the gate judges",
                   fmt::format("write baseline_run.{}", name));
  }
}

void check_scope(const MetricUse& use, const TomlNode& at, const Scenario& scenario,
                 Findings& findings) {
  if (use.scope == MetricUse::Scope::kBaselineRun) {
    return check_baseline_run_use(use, at, findings);
  }
  if (use.scope != MetricUse::Scope::kBaselinePhase) return;
  if (!has_phase_of(scenario, PhaseKind::kBaseline)) {
    findings.error(at.position, "'baseline_phase' needs a phase of kind \"baseline\"",
                   "add one before the faults");
  }
  const bool elsewhere = use.metric->argument == MetricArgument::kFault ||
                         use.metric->id == MetricId::kCapacity || is_of_run(*use.metric);
  if (!elsewhere) return;
  findings.error(at.position, fmt::format("a baseline phase has no {}", use.metric->name));
}

// A metric of the whole run goes with others of that sort alone.
void check_together(const Condition& condition, const TomlNode& at, Findings& findings) {
  const MetricUse *of_run = nullptr, *other = nullptr;
  for (const MetricUse* use : metrics_of(condition)) {
    (is_of_run(*use->metric) ? of_run : other) = use;
  }
  if (of_run == nullptr || other == nullptr) return;
  findings.error(at.position,
                 fmt::format("'{}' is of the whole run, and does not go with '{}'",
                             of_run->metric->name, other->metric->name),
                 "write a gate for each");
}

// What a gate is judged for that is not judged for phases; empty: it is.
std::string_view judged_for(const Condition& condition) {
  std::string_view whole;
  for (const MetricUse* use : metrics_of(condition)) {
    if (use->metric->id == MetricId::kCapacity) return "each search for the capacity";
    if (is_of_run(*use->metric)) return "the whole run";
    const bool of_fault = use->metric->argument == MetricArgument::kFault &&
                          use->scope != MetricUse::Scope::kBaselineRun;
    if (of_fault) whole = "each fault";
  }
  return whole;
}

void check_window(const MetricUse& use, const TomlNode& at, const Scenario& scenario,
                  const std::string& gate_phase, Findings& findings) {
  if (!use.window || gate_phase.empty()) return;
  for (const Phase& phase : scenario.phases) {
    if (phase.name != gate_phase || !phase.duration || *use.window <= *phase.duration) continue;
    findings.error(at.position, fmt::format("the window is longer than phase '{}'", phase.name),
                   "a window lies wholly inside the phase; write a shorter one");
  }
}

}  // namespace

void forbid_stretches(const Condition& condition, const Position& at, std::string_view whole,
                      Findings& findings) {
  const auto forbid = [&](std::string_view what) {
    findings.error(at, fmt::format("'{}': {} has no meaning here", condition.text, what),
                   fmt::format("leave it out: the condition is judged once, for {}", whole));
  };
  if (longest_window(condition) > Nanoseconds{}) forbid("a window");
  if (condition.hold_for) forbid("'for'");
}

void check_condition_use(const Condition& condition, const TomlNode& at, const Scenario& scenario,
                         const std::string& gate_phase, const ReadContext& context) {
  Findings& findings = context.findings;
  for (const MetricUse* use : metrics_of(condition)) {
    const Metric& metric = *use->metric;
    check_scope(*use, at, scenario, findings);
    if (metric.argument == MetricArgument::kSlo) check_slo_use(*use, at, scenario, findings);
    if (metric.id == MetricId::kRpo) check_loss_use(at, scenario, context);
    if (metric.argument == MetricArgument::kFault) check_fault_use(*use, at, scenario, findings);
    if (metric.id == MetricId::kCapacity && !has_phase_of(scenario, PhaseKind::kCapacity)) {
      findings.error(at.position, "'capacity' needs a phase of kind \"capacity\"",
                     "add one, with [phase.capacity]");
    }
    check_window(*use, at, scenario, gate_phase, findings);
  }
  check_together(condition, at, findings);
  const std::string_view whole = judged_for(condition);
  if (!whole.empty()) forbid_stretches(condition, at.position, whole, findings);
  const std::string impossible = impossible_limit(condition);
  if (!impossible.empty()) {
    findings.warning(at.position,
                     fmt::format("nothing can meet '{}': {}", condition.text, impossible));
  }
}

}  // namespace squall

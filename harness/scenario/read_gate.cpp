// [[gate]], and what conditions refer to.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/text.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

constexpr std::array kKindsOfPhase{PhaseKind::kWarmup, PhaseKind::kBaseline, PhaseKind::kFault,
                                   PhaseKind::kRecovery, PhaseKind::kCapacity};

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
  const bool draws = std::any_of(scenario.phases.begin(), scenario.phases.end(),
                                 [](const Phase& phase) { return phase.random.has_value(); });
  if (names.empty() && !draws) {
    return findings.error(at.position,
                          fmt::format("{} measures a fault, and the scenario has none", metric));
  }
  if (use.arguments.empty()) return;  // Each is judged.
  const std::string& name = use.arguments.front();
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  findings.error(at.position, fmt::format("there is no fault '{}'", name),
                 suggestion(name, names, "faults"));
}

void check_phase(const Section& section, const Gate& gate, const Scenario& scenario) {
  if (!section.has("phase")) return;
  const auto& phases = scenario.phases;
  if (std::any_of(phases.begin(), phases.end(),
                  [&](const Phase& phase) { return selects(gate, phase); })) {
    return;
  }
  std::vector<std::string> names;
  for (const Phase& phase : phases) names.push_back(phase.name);
  const bool is_kind = std::any_of(kKindsOfPhase.begin(), kKindsOfPhase.end(),
                                   [&](PhaseKind kind) { return gate.phase == name(kind); });
  section.error("phase",
                is_kind ? fmt::format("no phase is of kind '{}'", gate.phase)
                        : fmt::format("there is no phase '{}'", gate.phase),
                suggestion(gate.phase, names, "phases"));
}

void check_variant(const Section& section, const Gate& gate, const Scenario& scenario) {
  if (!section.has("variant")) return;
  std::vector<std::string> names;
  for (const ClientPolicy& variant : scenario.variants) names.push_back(variant.name);
  if (std::find(names.begin(), names.end(), gate.variant) != names.end()) return;
  section.error("variant", fmt::format("there is no variant '{}'", gate.variant),
                names.empty() ? "variants are declared as [[client.variant]]"
                              : suggestion(gate.variant, names, "variants"));
}

// The workloads that the gate judges: that of the named load, the named one, or all in use.
std::vector<const Workload*> judged_workloads(const Gate& gate, const Scenario& scenario,
                                              const Topology& topology) {
  std::vector<const Workload*> workloads;
  for (const Load& load : scenario.loads) {
    const bool judged =
        gate.workload.empty() || gate.workload == load.name || gate.workload == load.workload;
    const Workload* workload = topology.find_workload(load.workload);
    if (judged && workload != nullptr) workloads.push_back(workload);
  }
  return workloads;
}

void check_operations(const Section& section, const Gate& gate, const Scenario& scenario,
                      const ScenarioScope& scope) {
  if (!scope.complete) return;
  const auto workloads = judged_workloads(gate, scenario, scope.topology);
  if (section.has("workload") && workloads.empty()) {
    std::vector<std::string> names;
    for (const Load& load : scenario.loads) names.push_back(load.name);
    section.error("workload", fmt::format("no load is called '{}'", gate.workload),
                  suggestion(gate.workload, names, "loads"));
    return;
  }
  if (!section.has("step")) return;
  std::vector<std::string> steps;
  for (const Workload* workload : workloads) {
    for (const Step& step : workload->steps) steps.push_back(step.name);
  }
  if (std::find(steps.begin(), steps.end(), gate.step) != steps.end()) return;
  section.error("step", fmt::format("there is no step '{}'", gate.step),
                suggestion(gate.step, steps, "steps"));
}

}  // namespace

void check_condition_use(const Condition& condition, const TomlNode& at, const Scenario& scenario,
                         const std::string& gate_phase, Findings& findings) {
  for (const MetricUse* use : metrics_of(condition)) {
    if (use->metric->argument == MetricArgument::kFault) {
      check_fault_use(*use, at, scenario, findings);
    }
    const auto& phases = scenario.phases;
    const bool searches = std::any_of(phases.begin(), phases.end(), [](const Phase& phase) {
      return phase.kind == PhaseKind::kCapacity;
    });
    if (use->metric->id == MetricId::kCapacity && !searches) {
      findings.error(at.position, "'capacity' needs a phase of kind \"capacity\"",
                     "add one, with [phase.capacity]");
    }
    const bool has_baseline = std::any_of(phases.begin(), phases.end(), [](const Phase& phase) {
      return phase.kind == PhaseKind::kBaseline;
    });
    if (use->scope == MetricUse::Scope::kBaselinePhase && !has_baseline) {
      findings.error(at.position, "'baseline_phase' needs a phase of kind \"baseline\"",
                     "add one before the faults");
    }
    if (!use->window || gate_phase.empty()) continue;
    for (const Phase& phase : phases) {
      if (phase.name != gate_phase || !phase.duration || *use->window <= *phase.duration) continue;
      findings.error(at.position, fmt::format("the window is longer than phase '{}'", phase.name),
                     "a window lies wholly inside the phase; write a shorter one");
    }
  }
  const std::string impossible = impossible_limit(condition);
  if (!impossible.empty()) {
    findings.warning(at.position,
                     fmt::format("nothing can meet '{}': {}", condition.text, impossible));
  }
}

namespace {

// The condition again, now that it is known what its names stand for.
void resolve_condition(const Section& section, const ConditionScope& names, Gate& gate) {
  const TomlNode* const expression = section.given("expr");
  if (expression == nullptr) return;
  auto parsed = parse_condition(*expression->text(), &names);
  if (parsed) {
    gate.condition = std::move(*parsed);
    return;
  }
  section.context().findings.error(inside(*expression, parsed.error().offset),
                                   fmt::format("'expr': {}", parsed.error().what),
                                   parsed.error().hint);
}

}  // namespace

std::vector<Gate> read_gates(const Section& root, const Scenario& scenario,
                             const ScenarioScope& scope) {
  std::vector<Gate> gates;
  Names names("gate", NameStyle::kText);
  ConditionScope named{{}, scope.complete ? &scope.topology : nullptr};
  for (const Probe& probe : scenario.probes) {
    named.probes.emplace_back(probe.name, probe.spec.dimension);
  }
  for (const Section& section : root.tables("gate")) {
    names.add(section);
    Gate gate;
    gate.name = section.text("name");
    gate.condition = section.condition("expr");
    resolve_condition(section, named, gate);
    gate.phase = section.text("phase");
    gate.workload = section.text("workload");
    gate.step = section.text("step");
    gate.variant = section.text("variant");
    gate.severity = section.choice<Gate::Severity>("severity");
    gate.min_samples = section.integer("min_samples");
    if (const TomlNode* expression = section.given("expr")) {
      check_condition_use(gate.condition, *expression, scenario, gate.phase,
                          section.context().findings);
    }
    check_phase(section, gate, scenario);
    check_variant(section, gate, scenario);
    check_operations(section, gate, scenario, scope);
    gates.push_back(std::move(gate));
  }
  return gates;
}

}  // namespace squall

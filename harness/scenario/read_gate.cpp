// [[gate]]; what conditions refer to stands in check_condition.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/text.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

void check_phase(const Section& section, const Gate& gate, const Scenario& scenario) {
  if (!section.has("phase")) return;
  const auto& phases = scenario.phases;
  if (std::any_of(phases.begin(), phases.end(),
                  [&](const Phase& phase) { return selects(gate, phase); })) {
    return;
  }
  std::vector<std::string> names;
  for (const Phase& phase : phases) names.push_back(phase.name);
  section.error("phase",
                find_phase_kind(gate.phase) ? fmt::format("no phase is of kind '{}'", gate.phase)
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

// Whether the gate is for a topology of this flavour.
bool is_of_flavour(const Section& section, const ScenarioScope& scope) {
  if (!section.has("flavour") || !scope.complete) return true;
  const std::string wanted = section.text("flavour");
  const Topology& topology = scope.topology;
  const bool merged = topology.flavours.empty() && !topology.flavour.empty();  // A run's copy.
  std::vector<std::string> names;
  for (const Flavour& flavour : topology.flavours) names.push_back(flavour.name);
  if (!merged && std::find(names.begin(), names.end(), wanted) == names.end()) {
    section.error("flavour", fmt::format("there is no flavour '{}'", wanted),
                  names.empty() ? "this topology has no flavours to choose from"
                                : suggestion(wanted, names, "flavours"));
  }
  return wanted == topology.flavour;
}

// A metric of the whole run leaves nothing to choose.
void check_of_run(const Section& section, const Gate& gate) {
  for (const MetricUse* use : metrics_of(gate.condition)) {
    if (!is_of_run(*use->metric)) continue;
    for (const std::string_view key : {"phase", "workload", "step"}) {
      if (!section.has(key)) continue;
      section.error(key, fmt::format("'{}' is of the whole run", use->metric->name),
                    fmt::format("leave out '{}'", key));
    }
    return;
  }
}

// Baselines keep what runs are compared by: figures of whole phases.
void check_of_baseline_run(const Section& section, const Gate& gate) {
  const auto uses = metrics_of(gate.condition);
  const bool any = std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->scope == MetricUse::Scope::kBaselineRun;
  });
  for (const std::string_view key : {"workload", "step"}) {
    if (!any || !section.has(key)) continue;
    section.error(key, "'baseline_run' knows the operations of a phase all together",
                  fmt::format("leave out '{}', or compare with baseline_phase", key));
  }
}

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
    gate.why = section.text("why");
    if (const TomlNode* expression = section.given("expr")) {
      check_condition_use(gate.condition, *expression, scenario, gate.phase, section.context());
    }
    check_of_run(section, gate);
    check_of_baseline_run(section, gate);
    check_phase(section, gate, scenario);
    check_variant(section, gate, scenario);
    check_operations(section, gate, scenario, scope);
    if (is_of_flavour(section, scope)) gates.push_back(std::move(gate));
  }
  return gates;
}

}  // namespace squall

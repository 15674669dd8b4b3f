// What can be run, and would say nothing.
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

bool holds_name(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// As gates name them: all, by name, or by kind.
std::vector<const Phase*> phases_of(const Gate& gate, const Scenario& scenario) {
  std::vector<const Phase*> phases;
  for (const Phase& phase : scenario.phases) {
    const bool judged = phase.kind != PhaseKind::kWarmup && phase.kind != PhaseKind::kCapacity;
    const bool named = gate.phase == phase.name || gate.phase == name(phase.kind);
    if (gate.phase.empty() ? judged : named) phases.push_back(&phase);
  }
  return phases;
}

std::vector<const Load*> loads_of(const Gate& gate, const Scenario& scenario) {
  std::vector<const Load*> loads;
  for (const Load& load : scenario.loads) {
    const bool named = gate.workload == load.name || gate.workload == load.workload;
    if (gate.workload.empty() || named) loads.push_back(&load);
  }
  return loads;
}

bool runs_in(const Load& load, const Phase& phase) {
  return load.phases.empty() || holds_name(load.phases, phase.name);
}

void warn_of_no_load(const Section& section, const Gate& gate, const Scenario& scenario) {
  if (gate.workload.empty() || gate.phase.empty()) return;
  const auto phases = phases_of(gate, scenario);
  const auto loads = loads_of(gate, scenario);
  const bool meet = std::any_of(loads.begin(), loads.end(), [&](const Load* load) {
    return std::any_of(phases.begin(), phases.end(),
                       [&](const Phase* phase) { return runs_in(*load, *phase); });
  });
  if (meet || phases.empty() || loads.empty()) return;
  section.warning("workload",
                  fmt::format("'{}' does not run in phase '{}', so that the gate has no samples",
                              gate.workload, gate.phase),
                  "name the phase in the load's `phases`, or another one here");
}

// How many operations there can be in the longest of its phases; nullopt: who knows.
std::optional<double> most_operations(const Gate& gate, const Scenario& scenario,
                                      const Topology& topology) {
  double most = 0;
  for (const Phase* phase : phases_of(gate, scenario)) {
    if (!phase->duration) return std::nullopt;
    double sum = 0;
    for (const Load* load : loads_of(gate, scenario)) {
      const Workload* workload = topology.find_workload(load->workload);
      const bool even = load->arrival == "constant" || load->arrival == "poisson";
      if (load->model != Load::Model::kOpen || !even || workload == nullptr) return std::nullopt;
      double steps = 0;
      for (const Step& step : workload->steps) {
        if (gate.step.empty() || gate.step == step.name) steps += step.repeat;
      }
      if (runs_in(*load, *phase)) sum += load->rate_per_s * steps * seconds(*phase->duration);
    }
    most = std::max(most, sum);
  }
  return most;
}

void warn_of_few_samples(const Section& section, const Gate& gate, const Scenario& scenario,
                         const Topology& topology) {
  constexpr double kChance = 1.5;  // Poisson arrivals may be more than their rate says.
  const auto most = most_operations(gate, scenario, topology);
  if (!section.has("min_samples") || !most || gate.min_samples <= kChance * *most) return;
  section.warning(
      "min_samples",
      fmt::format("there are about {:.0f} operations, so that the gate is inconclusive", *most),
      "write a smaller one, or let the phase be longer");
}

void warn_of_no_fault(const Section& section, const Gate& gate, const Scenario& scenario) {
  const auto uses = metrics_of(gate.condition);
  const bool of_faults = std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->metric->argument == MetricArgument::kFault;
  });
  const auto phases = phases_of(gate, scenario);
  const bool breaks = std::any_of(phases.begin(), phases.end(), [](const Phase* phase) {
    return phase->random || !phase->faults.empty();
  });
  if (!of_faults || gate.phase.empty() || phases.empty() || breaks) return;
  section.warning("phase",
                  fmt::format("phase '{}' has no fault that could be measured", gate.phase),
                  "name the phase with the fault");
}

}  // namespace

void warn_of_no_sense(const Section& root, const Scenario& scenario, const Topology& topology) {
  if (scenario.gates.empty() && scenario.hypotheses.empty() && scenario.checkers.empty()) {
    root.warning("title", "nothing is judged: there is no gate, hypothesis or checker",
                 "write [[gate]] with expr = \"availability >= 99%\"");
  }
  for (const Section& section : root.tables("gate")) {
    const std::string called = section.text("name");
    const auto gate = std::find_if(scenario.gates.begin(), scenario.gates.end(),
                                   [&](const Gate& each) { return each.name == called; });
    if (gate == scenario.gates.end()) continue;
    warn_of_no_load(section, *gate, scenario);
    warn_of_few_samples(section, *gate, scenario, topology);
    warn_of_no_fault(section, *gate, scenario);
  }
  const auto outside = std::find_if(topology.services.begin(), topology.services.end(),
                                    [](const Service& each) { return each.driver != "process"; });
  if (scenario.machine.max_others && outside != topology.services.end()) {
    root.warning(
        "machine",
        fmt::format("what {} uses of this machine counts as that of others", outside->name),
        "leave [machine] out if it runs on this machine");
  }
}

}  // namespace squall

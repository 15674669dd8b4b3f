// [[slo]], and the operations that it and a [[gate]] are of.
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/scenario/check_value.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

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

double read_objective(const Section& section) {
  const TomlNode* const node = section.given("objective");
  if (node == nullptr) return 0.999;
  const auto share = share_of(*node);
  if (share && *share > 0 && *share < 1) return *share;
  section.error("objective", "'objective' must be a share of operations above 0% and below 100%",
                "write \"99.9%\" or 0.999");
  return 0.999;
}

void check_window(const Section& section, const Slo& slo, const Scenario& scenario) {
  const Nanoseconds longest = longest_duration(scenario);
  if (!section.has("window") || slo.window >= longest) return;
  section.error("window",
                fmt::format("'window' is shorter than the phases, which may take {}",
                            format_duration(longest)),
                "it is the time for which the service promises its objective: write \"30d\"");
}

}  // namespace

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

std::vector<Slo> read_slos(const Section& root, const Scenario& scenario,
                           const ScenarioScope& scope) {
  std::vector<Slo> slos;
  Names names("slo", NameStyle::kWord);
  const bool counted =
      std::any_of(scenario.phases.begin(), scenario.phases.end(), [](const Phase& phase) {
        return phase.kind == PhaseKind::kFault || phase.kind == PhaseKind::kRecovery;
      });
  for (const Section& section : root.tables("slo")) {
    names.add(section);
    Slo slo;
    slo.name = section.text("name");
    slo.objective = read_objective(section);
    slo.faster_than = section.given_duration("faster_than");
    slo.workload = section.text("workload");
    slo.step = section.text("step");
    slo.window = section.duration("window");
    Gate gate;  // It chooses operations as a gate does.
    gate.workload = slo.workload;
    gate.step = slo.step;
    check_operations(section, gate, scenario, scope);
    check_window(section, slo, scenario);
    if (slo.faster_than && *slo.faster_than <= Nanoseconds{}) {
      section.error("faster_than", "'faster_than' must be above 0s");
    }
    if (!counted) {
      section.error("", fmt::format("{} has nothing to count", section.label()),
                    "it counts phases of kind \"fault\" and \"recovery\": add one");
    }
    slos.push_back(std::move(slo));
  }
  return slos;
}

}  // namespace squall

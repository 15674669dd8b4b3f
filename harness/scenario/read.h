// The readers: from sections to the model's values, one file for each group of sections.
//
// They report mistakes of meaning and always give a value; after an error it is not to be used, but
// it still serves to check what refers to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/scenario.h"
#include "harness/model/topology.h"
#include "harness/scenario/load.h"
#include "harness/scenario/names.h"
#include "harness/scenario/offsets.h"
#include "harness/scenario/references.h"
#include "harness/scenario/section.h"
#include "harness/scenario/topology_document.h"

namespace squall {

// topology

/// All but workloads and lists. `root` is the section of the document's root.
Topology read_topology(const TopologyDocument& document, const Section& root,
                       const LoadRequest& request);
Service read_service(const Section& section);
/// References, files and ports of a service, once all services are known.
void check_service(const Section& section, const Topology& topology, const References& references,
                   bool files_exist);
/// Programs and folders of a service that this machine lacks.
void warn_of_missing(const Section& section, const Topology& topology);
/// References in the text of a file that is rendered for nodes of `service`.
void check_rendered_file(const std::filesystem::path& file, const Position& named_at,
                         const Topology& topology, const References& references,
                         const Service& service, Findings& findings);

// workloads

/// Adds the [[workload]] and [[list]] items of a document. The two `Names` see all documents.
void read_workloads(const Section& root, const References& references, Names& workload_names,
                    Names& list_names, Topology& topology);

/// The names that a step's conditions may use.
struct StepScope {
  std::vector<std::string> steps;     ///< Those before it.
  std::vector<std::string> captures;  ///< Theirs, and those of the set-up.
};
/// What every request has; see read_workloads for the rest.
Step read_step(const Section& section);
/// A step of the iterations: with its ledger, its choice, its conditions.
Step read_iteration_step(const Section& section, const StepScope& scope);

/// The one of `body`, `form` and `json_body` that is given, and its Content-Type (for a form and
/// for JSON). Files of bodies have been taken in before.
std::pair<Template, std::string> read_body(const Section& section);

// scenario

/// `kind_key` names the kind of probe. References have been checked.
ProbeSpec read_probe(const Section& section, std::string_view kind_key = "probe");
/// Says that the value cannot be compared with the baseline phase here.
void forbid_baseline_test(const Section& section);
/// The node that a process or log probe is about, once the topology is known. `has_node`: {node.…}
/// stands for one here.
struct ScenarioScope;
void check_probe_node(const Section& section, const ProbeSpec& probe, const ScenarioScope& scope,
                      bool has_node);
ClientPolicy read_client(const Section& root, const References& references);
/// The policy that a section like [client] holds.
ClientPolicy read_policy(const Section& section, const References& references);
/// The policy of `client`, a table, with `changes` in it. What [client] has that no policy has is
/// left out, and reported where it stands.
TomlNode merged_policy(const TomlNode& client, const TomlNode& changes);
/// [[client.variant]], each with what it leaves out taken from [client].
std::vector<ClientPolicy> read_variants(const Section& root, const References& references);
/// [[client.change]] by time, likewise.
std::vector<ClientChange> read_client_changes(const Section& root, const References& references);
/// Keys of [client] that cannot change while clients run are mistakes in `changes`.
void forbid_fixed(const TomlNode& changes, Findings& findings);
/// Warns of what can be run and would say nothing, in a scenario without mistakes.
void warn_of_no_sense(const Section& root, const Scenario& scenario, const Topology& topology);
/// Of two durations of a section, one that never has an effect because the other is shorter.
void warn_if_longer(const Section& section, std::string_view key, std::string_view than);
/// What a load's engine does not support.
void check_engines(const Section& root, const Scenario& scenario, const Topology& topology);

/// What a scenario may refer to.
struct ScenarioScope {
  const Topology& topology;
  bool complete;  ///< Of the topology: whether unknown names are mistakes.
  const References& references;
  const OffsetsByName& offsets;
};
/// Whether one of the steps has {key} in it.
bool uses_key(const std::vector<Step>& steps);
std::vector<Load> read_loads(const Section& root, const ScenarioScope& scope);
void read_arrival(const Section& section, const OffsetsByName& offsets, Load& load);
/// `scenario` has its safety and its loads.
std::vector<Phase> read_phases(const Section& root, const ScenarioScope& scope,
                               const Scenario& scenario);
/// [safety]; of the lists only what names something.
Safety read_safety(const Section& root, const ScenarioScope& scope);
/// What it sets to faults, and where its lists stand.
struct Limits {
  const Safety& safety;
  Position only, never;
};
Limits limits_of(const Section& root, const Safety& safety);
/// A fault's table, but for the limits of its phase.
FaultSpec read_fault(const Section& section, const ScenarioScope& scope, const Limits& limits);
/// That there is what the fault is aimed at, and that it may touch it.
void check_target(const Section& section, const FaultSpec& fault, const ScenarioScope& scope,
                  const Limits& limits);
void check_reach(const Section& section, const FaultSpec& fault, const Topology& topology,
                 const Limits& limits);
/// Adds the fault and its repetitions or turns, each as a fault of its own: kill, kill-2, kill-3.
void add_fault(const Section& section, const FaultSpec& fault, const Topology& topology,
               Names& names, Phase& phase);
/// That the faults of a phase take no more nodes down together than they may.
void check_nodes_down(const Section& phase_section, const Phase& phase, const Topology& topology,
                      const Limits& limits);
/// The first fault of another table with which those of table `entry` are more nodes down at some
/// moment than `most`; none: `with` is null.
struct TooManyDown {
  const FaultSpec* with = nullptr;
  int nodes = 0;
};
TooManyDown too_many_down(int entry, const Phase& phase, const Topology& topology, int most);
/// [phase.random]; the phase has its name and times.
void add_random(const Section& section, const ScenarioScope& scope, const Limits& limits,
                Names& names, Phase& phase);
/// Of a phase of that kind. More than kMostSteps steps are a mistake.
inline constexpr int kMostSteps = 1000;
CapacitySpec read_capacity(const Section& section, const Phase& phase,
                           const std::vector<Load>& loads);
/// The scenario has all but its gates.
std::vector<Gate> read_gates(const Section& root, const Scenario& scenario,
                             const ScenarioScope& scope);
/// Names of faults and scopes in a condition, and whether it can be met at all.
void check_condition_use(const Condition& condition, const TomlNode& at, const Scenario& scenario,
                         const std::string& gate_phase, const ReadContext& context);
/// That there is neither a window nor `for` in a condition that is judged once, for `whole`.
void forbid_stretches(const Condition& condition, const Position& at, std::string_view whole,
                      Findings& findings);
/// That the gate's `workload` and `step` name something.
void check_operations(const Section& section, const Gate& gate, const Scenario& scenario,
                      const ScenarioScope& scope);
/// [[slo]]. The scenario has its loads and phases.
std::vector<Slo> read_slos(const Section& root, const Scenario& scenario,
                           const ScenarioScope& scope);
/// [[checker]], and the reads that they need. The scenario has its loads and phases.
void read_checkers(const Section& root, const ScenarioScope& scope, Scenario& scenario);
/// The nodes whose logs a checker looks into; none: its options do not ask for that.
std::optional<std::vector<std::string>> read_role_logs(const Section& section,
                                                       const ScenarioScope& scope);
Scenario read_scenario(const Section& root, const ScenarioScope& scope);

}  // namespace squall

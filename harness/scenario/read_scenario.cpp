// scenario.toml: what is small stands here, the rest in read_safety, read_client, read_load,
// read_phase and read_gate.
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/scenario/check_value.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

Generator read_generator(const Section& root) {
  Generator generator;
  const auto section = root.table("generator");
  if (section) generator.precision = section->choice<Precision>("precision");
  return generator;
}

MachineRule read_machine(const Section& root) {
  MachineRule rule;
  const auto section = root.table("machine");
  const TomlNode* most = section ? section->given("max_others") : nullptr;
  if (most == nullptr) return rule;
  rule.max_others = share_of(*most);
  if (!rule.max_others) {
    section->error("max_others", "'max_others' must be a share of the processors from 0% to 100%",
                   "write \"10%\" or 0.1");
  }
  return rule;
}

constexpr Nanoseconds kShortestInterval = std::chrono::milliseconds(10);

// What only a hypothesis that is watched can have.
void check_watching(const Section& section, Hypothesis::Mode mode) {
  if (mode == Hypothesis::Mode::kContinuous || mode == Hypothesis::Mode::kDuringFault) return;
  for (const std::string_view key : {"delay", "failures"}) {
    if (!section.has(key)) continue;
    section.error(key, fmt::format("'{}' needs a hypothesis that is watched", key),
                  "the others are retried: see `within`");
  }
  forbid_baseline_test(section);
}

std::vector<Hypothesis> read_hypotheses(const Section& root, const ScenarioScope& scope) {
  std::vector<Hypothesis> hypotheses;
  Names names("hypothesis", NameStyle::kText);
  for (const Section& section : root.tables("hypothesis")) {
    names.add(section);
    scope.references.check(section, {});
    Hypothesis hypothesis;
    hypothesis.name = section.text("name");
    hypothesis.probe = read_probe(section);
    hypothesis.probe.timeout = section.duration("timeout");
    hypothesis.mode = section.choice<Hypothesis::Mode>("mode");
    hypothesis.within = section.duration("within");
    hypothesis.delay = section.duration("delay");
    hypothesis.failures = section.integer("failures");
    check_watching(section, hypothesis.mode);
    check_probe_node(section, hypothesis.probe, scope, false);
    hypotheses.push_back(std::move(hypothesis));
  }
  return hypotheses;
}

std::vector<Probe> read_probes(const Section& root, const ScenarioScope& scope) {
  std::vector<Probe> probes;
  Names names("probe", NameStyle::kWord);
  for (const Section& section : root.tables("probe")) {
    names.add(section);
    scope.references.check(section, {});
    Probe probe{section.text("name"), read_probe(section, "kind"),
                section.choice<Hypothesis::Mode>("mode")};
    probe.spec.timeout = section.duration("timeout");
    if (probe.spec.interval < kShortestInterval) {
      section.error("interval", "'interval' must be at least 10ms");
    }
    forbid_baseline_test(section);
    check_probe_node(section, probe.spec, scope, false);
    probes.push_back(std::move(probe));
  }
  return probes;
}

RecoveryRule read_recovery(const Section& root) {
  RecoveryRule rule;
  // Without the section its defaults hold all the same, and they stand in the schema.
  const TomlNode nothing = make_table(root.node().position);
  const auto given = root.table("recovery");
  const Section section = given ? *given : root.empty_table("recovery", nothing);
  rule.window = section.duration("window");
  rule.windows = section.integer("windows");
  rule.min_samples = section.integer("min_samples");
  rule.good = section.conditions("good");
  for (const Condition& condition : rule.good) {
    forbid_stretches(condition, section.position("good"), "each window of the rule",
                     section.context().findings);
  }
  if (rule.window < std::chrono::milliseconds(10)) {
    section.error("window", "'window' must be at least 10ms");
  }
  return rule;
}

void check_baseline_tests(const Section& root, const Scenario& scenario) {
  const bool has_baseline =
      std::any_of(scenario.phases.begin(), scenario.phases.end(),
                  [](const Phase& phase) { return phase.kind == PhaseKind::kBaseline; });
  for (std::size_t i = 0; i < scenario.hypotheses.size() && !has_baseline; ++i) {
    if (!scenario.hypotheses[i].probe.value.at_most_of_baseline) continue;
    root.tables("hypothesis")
        .at(i)
        .error("value", "'at_most_of_baseline' needs a phase of kind \"baseline\"",
               "add one before the faults");
  }
}

void check_load_phases(const Section& root, const std::vector<Phase>& phases) {
  std::vector<std::string> names;
  for (const Phase& phase : phases) names.push_back(phase.name);
  for (const Section& section : root.tables("load")) {
    for (const std::string& name : section.texts("phases")) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      section.error("phases", fmt::format("there is no phase '{}'", name),
                    suggestion(name, names, "phases"));
    }
  }
}

void check_conditions(const Section& root, std::string_view table, std::string_view key,
                      const Scenario& scenario) {
  const auto section = root.table(table);
  const TomlNode* list = section ? section->given(key) : nullptr;
  if (list == nullptr) return;
  for (const Condition& condition : section->conditions(key)) {
    bool judged = true;
    for (const MetricUse* use : metrics_of(condition)) {
      const bool later = use->metric->argument == MetricArgument::kFault ||
                         use->metric->id == MetricId::kCapacity || is_sampled(*use->metric) ||
                         is_of_run(*use->metric);
      const bool of_phase = use->scope == MetricUse::Scope::kBaselinePhase;
      const bool of_run = use->scope == MetricUse::Scope::kBaselineRun;
      if (!later && !of_phase && !of_run) continue;
      const std::string_view what = of_phase ? "baseline_phase"
                                    : of_run ? "baseline_run"
                                             : use->metric->name;
      section->error(key, fmt::format("'{}' cannot be judged while the run goes on", what),
                     of_phase || of_run ? "write a number, and compare in a gate" : "");
      judged = false;
    }
    if (judged) check_condition_use(condition, *list, scenario, "", root.context());
  }
}

void check_max_duration(const Section& root, const Scenario& scenario) {
  const Nanoseconds longest = longest_duration(scenario);
  if (longest <= scenario.safety.max_duration) return;
  const auto section = root.table("safety");
  const Section& place = section ? *section : root;
  place.warning(
      section ? "max_duration" : "phase",
      fmt::format("the phases may take {}, and the run is aborted after {}",
                  format_duration(longest), format_duration(scenario.safety.max_duration)),
      "raise [safety] max_duration");
}

void check_client_changes(const Section& root, const Scenario& scenario) {
  const auto client = root.table("client");
  const Nanoseconds longest = longest_duration(scenario);
  for (const Section& change : client ? client->tables("change") : std::vector<Section>{}) {
    if (change.duration("at") < longest) continue;
    change.error("at", fmt::format("the phases last at most {}", format_duration(longest)),
                 "it counts from the first phase's start");
  }
}

}  // namespace

Scenario read_scenario(const Section& root, const ScenarioScope& scope) {
  Scenario scenario;
  scenario.title = root.text("title");
  scenario.description = root.text("description");
  scenario.tags = root.texts("tags");
  if (const TomlNode* seed = root.given("seed")) {
    scenario.seed = static_cast<std::uint64_t>(std::get<std::int64_t>(seed->data));
  }
  scenario.safety = read_safety(root, scope);
  scenario.client = read_client(root, scope.references);
  scenario.variants = read_variants(root, scope.references);
  scenario.client_changes = read_client_changes(root, scope.references);
  scenario.generator = read_generator(root);
  scenario.loads = read_loads(root, scope);
  scenario.hypotheses = read_hypotheses(root, scope);
  scenario.probes = read_probes(root, scope);
  scenario.phases = read_phases(root, scope, scenario);
  check_baseline_tests(root, scenario);
  scenario.recovery = read_recovery(root);
  scenario.machine = read_machine(root);
  read_checkers(root, scope, scenario);
  scenario.slos = read_slos(root, scenario, scope);
  scenario.gates = read_gates(root, scenario, scope);
  check_load_phases(root, scenario.phases);
  check_engines(root, scenario, scope.topology);
  check_conditions(root, "safety", "abort_when", scenario);
  check_conditions(root, "recovery", "good", scenario);
  check_max_duration(root, scenario);
  check_client_changes(root, scenario);
  return scenario;
}

}  // namespace squall

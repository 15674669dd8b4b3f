// The plan: a pure function of scenario and seed.
#include "harness/scenario/plan.h"

#include <catch2/catch.hpp>
#include <set>

#include "harness/scenario/target.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using Action = PlanEntry::Action;

Topology five_nodes() {
  Topology topology;
  Service database;
  database.name = "database";
  database.nodes = 5;
  Service web;
  web.name = "web";
  topology.services = {database, web};
  return topology;
}

FaultSpec fault(const std::string& name, const std::string& target, Nanoseconds at,
                std::optional<Nanoseconds> duration) {
  FaultSpec spec;
  spec.name = name;
  spec.kind = "kill";
  spec.target = target;
  spec.at = at;
  spec.duration = duration;
  return spec;
}

Scenario three_phases() {
  Scenario scenario;
  scenario.title = "Two faults, one after the other";
  Phase baseline;
  baseline.name = "baseline";
  baseline.duration = 10s;
  Phase broken;
  broken.name = "broken";
  broken.kind = PhaseKind::kFault;
  broken.duration = 20s;
  broken.faults = {fault("second", "database[minority]", 5s, std::nullopt),
                   fault("kill", "database[any]", 2s, 3s), fault("web", "web", 5s, 1s)};
  Phase recovery;
  recovery.name = "recovery";
  recovery.kind = PhaseKind::kRecovery;
  recovery.until_steady = true;
  recovery.timeout = 30s;
  recovery.faults = {fault("late", "database[primary]", 1s, std::nullopt)};
  scenario.phases = {baseline, broken, recovery};
  return scenario;
}

std::vector<std::string> targets_of(const Plan& plan, const Scenario& scenario,
                                    const std::string& name) {
  for (const PlanEntry& entry : plan.entries) {
    if (entry.action != Action::kInject) continue;
    const Phase& phase = scenario.phases[static_cast<std::size_t>(entry.phase)];
    if (phase.faults[static_cast<std::size_t>(entry.fault)].name == name) return entry.targets;
  }
  return {};
}

TEST_CASE("the plan as people see it") {
  const Scenario scenario = three_phases();
  const Plan plan = make_plan(scenario, five_nodes(), 4711, false);
  const std::string text = to_text(plan, scenario);
  CHECK(text == test::golden(test::source("tests/golden/plan/faults.txt"), text));
}

TEST_CASE("the same seed gives the same plan, and others other draws") {
  const Scenario scenario = three_phases();
  const auto text = [&](std::uint64_t seed) {
    return to_text(make_plan(scenario, five_nodes(), seed, false), scenario);
  };
  CHECK(text(1) == text(1));
  std::set<std::vector<std::string>> drawn;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    drawn.insert(targets_of(make_plan(scenario, five_nodes(), seed, false), scenario, "kill"));
  }
  CHECK(drawn.size() == 5);
}

TEST_CASE("adding a probe does not move the plan") {
  const Scenario before = three_phases();
  Scenario after = before;
  after.probes.emplace_back().name = "new";
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(to_text(make_plan(before, five_nodes(), seed, false), before) ==
          to_text(make_plan(after, five_nodes(), seed, false), after));
  }
}

TEST_CASE("adding a fault does not move the draws of another") {
  const Scenario before = three_phases();
  Scenario after = before;
  after.phases[1].faults.insert(after.phases[1].faults.begin(),
                                fault("new", "database[any]", 1s, 1s));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(targets_of(make_plan(before, five_nodes(), seed, false), before, "second") ==
          targets_of(make_plan(after, five_nodes(), seed, false), after, "second"));
  }
}

TEST_CASE("at one moment healing comes before injecting, and the phase's end last") {
  const Scenario scenario = three_phases();
  std::vector<std::pair<Nanoseconds, Action>> steps;
  for (const PlanEntry& entry : make_plan(scenario, five_nodes(), 1, false).entries) {
    if (entry.phase == 1) steps.emplace_back(entry.offset, entry.action);
  }
  const std::vector<std::pair<Nanoseconds, Action>> expected{
      {0s, Action::kPhaseStart}, {2s, Action::kInject},   {5s, Action::kHeal},
      {5s, Action::kInject},     {5s, Action::kInject},   {6s, Action::kHeal},
      {20s, Action::kHeal},      {20s, Action::kPhaseEnd}};
  CHECK(steps == expected);
}

TEST_CASE("a control run and a disabled fault have no entries") {
  Scenario scenario = three_phases();
  CHECK(make_plan(scenario, five_nodes(), 1, true).entries.size() == 6);
  scenario.phases[1].faults[0].enabled = false;
  CHECK(make_plan(scenario, five_nodes(), 1, false).entries.size() == 12);
}

TEST_CASE("targets say how many nodes they take") {
  const Topology topology = five_nodes();
  const auto draw = [&](std::string_view text) {
    return draw_targets(text, topology, {}, Random(3)).size();
  };
  CHECK(draw("database[minority]") == 2);
  CHECK(draw("database[majority]") == 3);
  CHECK(draw("database[all]") == 5);
  CHECK(draw_targets("database[4]", topology, {}, Random(3)) ==
        std::vector<std::string>{"database[4]"});
  CHECK(draw_targets("web", topology, {}, Random(3)) == std::vector<std::string>{"web"});
  CHECK(draw_targets("database[primary]", topology, {}, Random(3)) ==
        std::vector<std::string>{"database[primary]"});
  using Names = std::vector<std::string>;
  CHECK(draw_targets("web->database[primary]", topology, {}, Random(3)) ==
        Names{"web->database[primary]"});
  CHECK(draw_targets("database[0]->database[primary]", topology, {}, Random(3)) ==
        Names{"database[0]->database[primary]"});
  CHECK(draw_targets("database[primary]->database", topology, {}, Random(3)).size() == 5);
  CHECK(is_symbolic("web->database[primary]"));
  CHECK_FALSE(is_symbolic("web->database[any]"));
  CHECK(draw_targets("client->web", topology, {}, Random(3)) == Names{"client->web"});
  CHECK(draw_targets("web->database[1]", topology, {}, Random(3)) == Names{"web->database[1]"});
  CHECK(draw_targets("database[0]->database", topology, {}, Random(3)).size() == 4);
  CHECK(draw_targets("database[minority]->web", topology, {}, Random(3)).size() == 2);
  const std::vector<std::pair<int, int>> minorities{{1, 0}, {2, 0}, {3, 1}, {4, 1}, {5, 2}};
  for (const auto& [nodes, minority] : minorities) {
    CHECK(node_count(*parse_target("x[minority]"), nodes) == minority);
    CHECK(node_count(*parse_target("x[majority]"), nodes) == nodes / 2 + 1);
  }
}

TEST_CASE("what is no target is none") {
  for (const char* text : {"", "[0]", "a[", "a[]", "a[-1]", "a[1", "a[x]", "->a", "a->", "a[1]b"}) {
    INFO(text);
    CHECK_FALSE(parse_target(text).has_value());
  }
}

}  // namespace
}  // namespace squall

// Manual sessions: what they begin with, and the scenario that they were.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "harness/scenario/plan.h"
#include "harness/scenario/session_base.h"
#include "harness/scenario/session_scenario.h"
#include "tests/unit/scenario/session_support.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using test::base_text;
using test::load_base;

/// A journal, event by event; times in milliseconds.
struct Journal {
  std::vector<TimedEvent> events;

  Journal() {
    RunStarted started;
    started.seed = 42;
    started.started_at = "2026-11-29T01:02:03.004Z";
    at(0, started).at(1, SessionStarted{1h});
  }
  Journal& at(int ms, Event event) {
    events.push_back({std::chrono::milliseconds(ms), std::move(event)});
    return *this;
  }
  Journal& phase(int ms, const std::string& name, const std::string& kind) {
    return at(ms, PhaseStarted{name, kind});
  }
  Journal& fault(int ms, const std::string& name, const std::string& phase_name,
                 const std::string& spec) {
    FaultInjecting injecting{name, "kill", phase_name, "database[0]", {"database[0]"}, {}};
    injecting.spec = spec;
    at(ms - 100, injecting);
    return at(ms + 3, FaultInjected{name, "done", std::chrono::milliseconds(ms)});
  }
  Journal& healed(int ms, const std::string& name) {
    return at(ms + 900, FaultHealed{name, true, "back", std::chrono::milliseconds(ms)});
  }
};

Journal usual_journal() {
  Journal journal;
  journal.phase(5'000, "before", "baseline")
      .at(6'000, LoadChanged{"browsing", 20})
      .phase(15'000, "broken-1", "fault")
      .fault(15'200, "kill", "broken-1", "kind = \"kill\", target = \"database[0]\"")
      .at(16'000, Noted{"it hurts\nhere", "page"})
      .fault(17'000, "stop", "broken-1",
             "kind = \"stop\", target = \"database[any]\", heal = \"continue\"")
      .healed(18'500, "kill")
      .at(19'000, FaultInjecting{"cut", "cut", "broken-1", "client->web", {}, {}, "kind = \"cut\""})
      .at(19'100, FaultFailed{"cut", "it cannot be made"})
      .healed(20'000, "stop")
      .phase(21'000, "recovery-1", "recovery")
      .at(22'500, LoadChanged{"browsing", 0.5})
      .at(23'000, ClientChanged{"deadline = \"1s\", retry = { max = 2 }", "ctl"})
      .at(24'000, ClientChanged{"", "page"})
      .at(31'000, PhaseEnded{"recovery-1", "duration", true});
  return journal;
}

LoadedScenario load_text(const std::string& text) {
  const test::Files files{{"scenario.toml", text}};
  auto loaded = load_scenario(test::request(files.path("scenario.toml")), test::kinds());
  INFO(text);
  INFO((loaded ? "" : test::text(loaded.error(), "")));
  REQUIRE(loaded);
  return *std::move(loaded);
}

TEST_CASE("a session begins with a scenario's loads and gates, and without its phases") {
  const LoadedScenario loaded = load_base(base_text());
  const Scenario& scenario = loaded.scenario;
  for (const Phase& phase : scenario.phases) CHECK(phase.faults.empty());
  CHECK(scenario.safety.max_duration == 1h);
  CHECK(scenario.variants.empty());
  REQUIRE(scenario.loads.size() == 3);
  for (const Load& load : scenario.loads) CHECK(load.phases.empty());
  CHECK(scenario.loads[1].arrival == "stages");  // It comes only when somebody asks for it.
  REQUIRE(scenario.loads[1].stages.size() == 1);
  CHECK(scenario.loads[1].stages[0].to_per_s == 0);
  CHECK(scenario.loads[2].arrival == "poisson");
  REQUIRE(scenario.gates.size() == 1);
  CHECK(scenario.gates[0].phase == "fault");
}

const char* const kOtherWorkloads = R"(
[[workload]]
name = "peeking"
[[workload.step]]
name = "peek"
url = "{web.url}/peek"
[[workload]]
name = "preparing"
[[workload.setup]]
name = "prepare"
each = "once"
url = "{web.url}/prepare"
[[workload.step]]
name = "look"
url = "{web.url}/"
)";

TEST_CASE("a load can have another workload, by one that stands in for it and is silent") {
  const LoadedScenario loaded = load_base(base_text(kOtherWorkloads));
  // Not "shopping", which needs keys; nor "preparing", which would prepare at once.
  std::vector<std::string> names;
  for (const StandIn& stand_in : loaded.stand_ins) {
    CHECK(stand_in.workload == "peeking");
    CHECK(stand_in.name == stand_in.of + "-as-peeking");
    names.push_back(stand_in.of);
  }
  CHECK(names == std::vector<std::string>{"browsing", "spike", "morning"});
  REQUIRE(loaded.scenario.loads.size() == 6);
  for (std::size_t i = 3; i < 6; ++i) {
    const Load& load = loaded.scenario.loads[i];
    CHECK(load.workload == "peeking");
    REQUIRE(load.stages.size() == 1);
    CHECK(load.stages[0].to_per_s == 0);
  }
  CHECK(loaded.warnings.empty());
}

TEST_CASE("of those that stand in, the scenario of a session has the ones that came") {
  const LoadedScenario base = load_base(base_text(kOtherWorkloads));
  Journal journal = usual_journal();
  journal.at(25'000, LoadChanged{"browsing", 0}).at(25'000, LoadChanged{"browsing-as-peeking", 7});
  const LoadedScenario replay = load_text(session_file(base, journal.events, "/elsewhere"));
  REQUIRE(replay.scenario.loads.size() == 4);
  const Load& came = replay.scenario.loads[3];
  CHECK(came.name == "browsing-as-peeking");
  REQUIRE(came.stages.size() == 3);
  CHECK(came.stages[1].length == 20s);
  CHECK(came.stages[1].to_per_s == 0);
  CHECK(came.stages[2].to_per_s == 7);
}

TEST_CASE("what a scenario must have and a session need not, is filled in") {
  const std::string bare = fmt::format(
      "topology = \"{}\"\n[[load]]\nworkload = \"browsing\"\n"
      "rate = \"5/s\"\n",
      test::broken("system/topology.toml").string());
  CHECK(load_base(bare).scenario.title == "A manual session");
}

TEST_CASE("the scenario of a session replays its faults at the same offsets") {
  const LoadedScenario base = load_base(base_text());
  const Journal journal = usual_journal();
  const LoadedScenario replay = load_text(session_file(base, journal.events, "/elsewhere"));
  const auto& phases = replay.scenario.phases;
  REQUIRE(phases.size() == 3);
  CHECK(phases[0].name == "before");
  CHECK(phases[0].duration == 10s);
  CHECK(phases[1].duration == 6s);
  CHECK(phases[2].kind == PhaseKind::kRecovery);
  CHECK(phases[2].duration == 10s);
  CHECK(replay.scenario.seed == 42);
  const auto& faults = phases[1].faults;
  REQUIRE(faults.size() == 2);  // Not the one that could not be made.
  CHECK(faults[0].name == "kill");
  CHECK(faults[0].at == 200ms);
  CHECK(faults[0].duration == 3300ms);
  CHECK(faults[1].kind == "stop");
  CHECK(faults[1].at == 2s);
  CHECK(faults[1].duration == 3s);
  CHECK(faults[1].options.get<std::string>("heal") == "continue");

  const Plan plan = make_plan(replay.scenario, replay.topology, 42, false);
  std::vector<std::string> injected;
  for (const PlanEntry& entry : plan.entries) {
    if (entry.action != PlanEntry::Action::kInject) continue;
    injected.push_back(fmt::format("{} {}", entry.offset / 1ms, fmt::join(entry.targets, " ")));
  }
  // What was drawn is drawn again.
  const auto drawn = targets_of(faults[1], "broken-1", replay.topology, replay.scenario.safety, 42);
  CHECK(injected == std::vector<std::string>{"200 database[0]", "2000 " + drawn.at(0)});
}

TEST_CASE("rates that were changed by hand are stages of the replay") {
  const LoadedScenario base = load_base(base_text());
  const LoadedScenario replay = load_text(session_file(base, usual_journal().events, "/elsewhere"));
  const Load& load = replay.scenario.loads[0];
  CHECK(load.arrival == "stages");
  CHECK(load.spacing == Load::Spacing::kEven);
  CHECK(load.rate_per_s == 5);
  REQUIRE(load.stages.size() == 4);
  CHECK(load.stages[0].length == 1s);
  CHECK(load.stages[0].to_per_s == 5);
  CHECK(load.stages[1].length == 0s);
  CHECK(load.stages[1].to_per_s == 20);
  CHECK(load.stages[2].length == 16500ms);
  CHECK(load.stages[2].to_per_s == 20);
  CHECK(load.stages[3].to_per_s == 0.5);
}

TEST_CASE("a ramp that was broken off is kept up to there") {
  std::string text = base_text();
  const std::string plain = "arrival = \"constant\"";
  text.replace(text.find(plain), plain.size(),
               "arrival = \"stages\"\nstages = [{ for = \"2s\", to = \"9/s\" }, "
               "{ for = \"5s\", to = \"9/s\" }]");
  Journal journal;
  journal.phase(1'000, "before", "baseline").at(2'000, LoadChanged{"browsing", 3});
  const LoadedScenario replay = load_text(session_file(load_base(text), journal.events, "/x"));
  const auto& stages = replay.scenario.loads[0].stages;
  REQUIRE(stages.size() == 2);
  CHECK(stages[0].length == 1s);
  CHECK(stages[0].to_per_s == 7);
  CHECK(stages[1].length == 0s);
  CHECK(stages[1].to_per_s == 3);
}

TEST_CASE("client policies that were changed by hand change again") {
  const LoadedScenario base = load_base(base_text());
  const LoadedScenario replay = load_text(session_file(base, usual_journal().events, "/elsewhere"));
  const auto& changes = replay.scenario.client_changes;
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].at == 18s);
  CHECK(changes[0].policy.deadline == 1s);
  CHECK(changes[0].policy.retry.max == 2);
  CHECK(changes[1].at == 19s);
  CHECK(changes[1].policy.deadline == 2s);
}

TEST_CASE("the file says when it was, and what was noted") {
  const std::string text =
      session_file(load_base(base_text()), usual_journal().events, "/elsewhere");
  CHECK(text.find("# Replays the manual session of 2026-11-29T01:02:03.004Z") == 0);
  CHECK(text.find("#    16.0 s  it hurts here (page)\n") != text.npos);
}

TEST_CASE("making it again of its own result changes nothing") {
  const LoadedScenario base = load_base(base_text());
  const auto events = usual_journal().events;
  const TomlNode once = session_scenario(*parse_toml(base.scenario_toml, ""), events);
  CHECK(to_toml(session_scenario(once, events)) == to_toml(once));
}

TEST_CASE("a session that was killed has what happened until then") {
  const LoadedScenario base = load_base(base_text());
  auto events = usual_journal().events;
  for (std::size_t kept = events.size(); kept > 0; --kept) {
    INFO("the first " << kept << " events");
    events.resize(kept);
    const LoadedScenario replay = load_text(session_file(base, events, "/elsewhere"));
    for (const Phase& phase : replay.scenario.phases) {
      for (const FaultSpec& fault : phase.faults) CHECK(fault.at < *phase.duration);
    }
  }
}

TEST_CASE("phases of no length, and faults at borders, still give a scenario") {
  Journal journal;
  journal.phase(1'000, "before", "baseline")
      .phase(1'000, "broken-1", "fault")
      .fault(1'000, "kill", "broken-1", "kind = \"kill\", target = \"database[0]\"")
      .healed(1'000, "kill")
      .phase(1'000, "recovery-1", "recovery");
  const LoadedScenario replay =
      load_text(session_file(load_base(base_text()), journal.events, "/elsewhere"));
  REQUIRE(replay.scenario.phases.size() == 3);
  CHECK(replay.scenario.phases[1].faults.size() == 1);
}

}  // namespace
}  // namespace squall

// Random faults: what is drawn, what it keeps clear of, and that it can be written down.
#include "harness/scenario/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "harness/scenario/plan.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

// `more` stands before the phase, and `plain` in it.
std::string monkey(const std::string& more = "", const std::string& plain = "",
                   const std::string& how_many = "count = 6") {
  return fmt::format(R"(
schema = 1
title = "A monkey"
topology = "{}"
[[load]]
workload = "browsing"
rate = "5/s"
{}
[[phase]]
name = "chaos"
kind = "fault"
for = "30s"
{}
[phase.random]
{}
for = ["1s", "4s"]
at_most = 2
gap = "500ms"
[[phase.random.fault]]
kind = "kill"
target = "database[any]"
weight = 3
[[phase.random.fault]]
kind = "stop"
target = "web"
heal = "continue"
[[phase.random.fault]]
kind = "cut"
target = "web->database[any]"
[[phase.random.fault]]
name = "slow"
kind = "narrow"
target = "client->web"
rate = "20KiB/s"
[[gate]]
expr = "time_to_recover <= 5s"
)",
                     test::broken("system/topology.toml").string(), more, plain, how_many);
}

LoadedScenario load(const std::string& text) {
  const test::Files files{{"scenario.toml", text}};
  auto loaded = load_scenario(test::request(files.path("scenario.toml")), test::kinds());
  INFO((loaded ? "" : test::text(loaded.error(), "")));
  REQUIRE(loaded);
  return *std::move(loaded);
}

LoadedScenario draw(const std::string& text, std::uint64_t seed) {
  auto drawn = draw_schedule(load(text), seed);
  REQUIRE(drawn);
  return *std::move(drawn);
}

std::string plan_text(const LoadedScenario& drawn) {
  return to_text(make_plan(drawn.scenario, drawn.topology, *drawn.scenario.seed, false),
                 drawn.scenario);
}

TEST_CASE("the drawn schedule as people see it") {
  const std::string text = plan_text(draw(monkey(), 4711));
  CHECK(text == test::golden(test::source("tests/golden/plan/random.txt"), text));
}

TEST_CASE("the same seed draws the same faults, whatever else the scenario has") {
  const std::string how_many = GENERATE("count = 6", "rate = \"12/m\"");
  const std::string plain = plan_text(draw(monkey("", "", how_many), 7));
  CHECK(plain == plan_text(draw(monkey("", "", how_many), 7)));
  CHECK(plain != plan_text(draw(monkey("", "", how_many), 8)));
  const std::string more = R"(
[[load]]
name = "second"
workload = "browsing"
rate = "1/s"
[[hypothesis]]
probe = "tcp"
address = "127.0.0.1:1"
[[gate]]
expr = "availability >= 1%"
[[phase]]
kind = "baseline"
for = "1s"
)";
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    const auto with_more = draw(monkey(more, "", how_many), seed);
    const auto without = draw(monkey("", "", how_many), seed);
    const auto& a = with_more.scenario.phases.back().faults;
    const auto& b = without.scenario.phases.back().faults;
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      CHECK(a[i].name == b[i].name);
      CHECK(a[i].target == b[i].target);
      CHECK(a[i].at == b[i].at);
      CHECK(a[i].duration == b[i].duration);
    }
  }
}

TEST_CASE("with a rate faults come as independent events do") {
  constexpr int kSeeds = 400;
  double sum = 0, squares = 0;
  int apart = 0, gaps = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    INFO("seed " << seed);
    // So few, short and far from one another's limits that nearly all find a place.
    const auto drawn = draw(monkey("[safety]\nmax_nodes_down = 4", "", "rate = \"6/m\""), seed);
    const auto& faults = drawn.scenario.phases[0].faults;
    const auto count = static_cast<double>(faults.size());
    sum += count;
    squares += count * count;
    for (std::size_t i = 0; i < faults.size(); ++i) {
      CHECK(faults[i].at + *faults[i].duration <= 30s);
      CHECK(*faults[i].duration >= 1s);
      CHECK(*faults[i].duration <= 4s);
      if (i == 0) continue;
      ++gaps;
      apart += faults[i].at - faults[i - 1].at > 10s ? 1 : 0;
    }
  }
  // 29 s (the last second cannot hold a fault) at 6/m are 2.9 on average, and so is the variance.
  const double mean = sum / kSeeds;
  CHECK(mean > 2.5);
  CHECK(mean < 3.1);
  const double variance = squares / kSeeds - mean * mean;
  CHECK(variance > 1.8);
  CHECK(variance < 3.6);
  CHECK(apart > gaps / 10);
}

TEST_CASE("after a fault all others keep away as long as the cooldown says, or overlap it") {
  int overlaps = 0, apart = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto drawn = draw(monkey("", "", "count = 6\ncooldown = \"3s\""), seed);
    const auto& faults = drawn.scenario.phases[0].faults;
    for (std::size_t i = 0; i < faults.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {  // Which began no later.
        const Nanoseconds between = faults[i].at - (faults[j].at + *faults[j].duration);
        if (between < 0s) {
          ++overlaps;
        } else {
          ++apart;
          CHECK(between >= 3s);
        }
      }
    }
  }
  CHECK(overlaps > 50);
  CHECK(apart > 500);
}

TEST_CASE("a draw keeps to [safety] only and never") {
  const std::string limits = R"([safety]
only = ["database", "web", "web->database", "client->web"]
never = ["database[1]", "web->database[0]"])";
  std::set<std::string> hit;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto drawn = draw(monkey(limits), seed);
    for (const FaultSpec& fault : drawn.scenario.phases[0].faults) hit.insert(fault.target);
  }
  CHECK(hit == std::set<std::string>{"client->web", "database[0]", "database[2]", "web",
                                     "web->database[1]", "web->database[2]"});
}

// The most of what `weigh` gives for the faults in force at one moment.
template <typename Weigh>
int most_at_once(const std::vector<FaultSpec>& faults, Nanoseconds gap, Weigh weigh) {
  int most = 0;
  for (const FaultSpec& moment : faults) {
    int sum = 0;
    for (const FaultSpec& fault : faults) {
      if (fault.at <= moment.at && moment.at < fault.at + *fault.duration + gap)
        sum += weigh(fault);
    }
    most = std::max(most, sum);
  }
  return most;
}

TEST_CASE("what is drawn keeps its limits") {
  std::set<std::string> kinds;
  int overlaps = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    const auto drawn = draw(monkey(), seed);
    const auto& faults = drawn.scenario.phases[0].faults;
    CHECK(faults.size() == 6);
    std::set<std::string> names;
    for (const FaultSpec& fault : faults) {
      kinds.insert(fault.kind);
      names.insert(fault.name);
      CHECK(*fault.duration >= 1s);
      CHECK(*fault.duration <= 4s);
      CHECK(fault.at + *fault.duration <= 30s);
      const auto same = [&](const FaultSpec& other) { return other.target == fault.target; };
      CHECK(most_at_once(faults, 500ms, same) <= 1);
    }
    CHECK(names.size() == 6);
    const int at_once = most_at_once(faults, 0s, [](const FaultSpec&) { return 1; });
    CHECK(at_once <= 2);
    overlaps += at_once == 2 ? 1 : 0;
    const auto node = [](const FaultSpec& fault) {
      return fault.kind == "kill" || fault.kind == "stop" ? 1 : 0;
    };
    CHECK(most_at_once(faults, 500ms, node) <= 1);
  }
  CHECK(kinds.size() == 4);
  CHECK(overlaps > 100);
}

TEST_CASE("the phase's own faults are kept clear of") {
  const std::string own = R"(
[[phase.fault]]
name = "kill-1"
kind = "kill"
target = "database[0]"
at = "2s"
for = "20s"
)";
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    INFO("seed " << seed);
    std::set<std::string> names;
    const auto drawn = draw(monkey("", own), seed);
    for (const FaultSpec& fault : drawn.scenario.phases[0].faults) {
      CHECK(names.insert(fault.name).second);
      if (fault.name == "kill-1" || (fault.kind != "kill" && fault.kind != "stop")) continue;
      CHECK((fault.at + *fault.duration + 500ms <= 2s || fault.at >= 22500ms));
    }
  }
}

TEST_CASE("what finds no place is told") {
  std::string crowded = monkey();
  crowded.replace(crowded.find("count = 6"), 9, "count = 99");
  const auto drawn = draw(crowded, 1);
  CHECK(drawn.scenario.phases[0].faults.size() < 99);
  CHECK(test::text(drawn.warnings, "").find("of 99 random faults find a place") !=
        std::string::npos);
}

TEST_CASE("a drawn schedule is a scenario that gives the same plan") {
  const std::string own = R"(
[[phase.fault]]
name = "again"
kind = "stop"
target = "database[any]"
for = "1s"
repeat = { every = "2s", times = 3 }
)";
  const std::string how_many = GENERATE("count = 6", "rate = \"12/m\"");
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto drawn = draw(monkey("", own, how_many), seed);
    // As `squall plan --write` writes it, and as a run does.
    const auto written = load(scenario_file(drawn, "/elsewhere"));
    CHECK(plan_text(written) == plan_text(drawn));
    CHECK(written.scenario_toml == drawn.scenario_toml);
    CHECK(written.scenario.hash == drawn.scenario.hash);
    CHECK_FALSE(draws_faults(written.scenario));
    const test::Files run{{"scenario.toml", drawn.scenario_toml},
                          {"topology.toml", drawn.topology_toml}};
    const auto again = load_scenario(test::request(run.path("scenario.toml")), test::kinds());
    REQUIRE(again);
    CHECK(again->scenario.hash == drawn.scenario.hash);
    CHECK(plan_text(*again) == plan_text(drawn));
  }
}

TEST_CASE("a drawn schedule may have no fault, and is read again, gates on faults and all") {
  const auto drawn = draw(monkey("", "", "rate = \"0.01/m\""), 7);
  REQUIRE(drawn.scenario.phases[0].faults.empty());
  const auto written = load(scenario_file(drawn, "/elsewhere"));
  CHECK(plan_text(written) == plan_text(drawn));
}

TEST_CASE("a schedule can be changed") {
  const auto drawn = draw(monkey(), 7);
  Schedule schedule = schedule_of(drawn.scenario);
  schedule[0].erase(schedule[0].begin(), schedule[0].begin() + 4);
  schedule[0][0].duration = 250ms;
  schedule[0][1].enabled = false;
  const auto changed = with_schedule(drawn, schedule);
  const auto written = load(scenario_file(changed, "/elsewhere"));
  CHECK(plan_text(written) == plan_text(changed));
  const auto& faults = written.scenario.phases[0].faults;
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].name == drawn.scenario.phases[0].faults[4].name);
  CHECK(*faults[0].duration == 250ms);
  CHECK_FALSE(faults[1].enabled);
}

}  // namespace
}  // namespace squall

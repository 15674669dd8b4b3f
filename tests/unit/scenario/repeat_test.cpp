// Faults that are injected again and again.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <set>

#include "harness/scenario/plan.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

// A scenario with a phase of ten seconds, to which `rest` adds faults, and then gates.
auto load_with(const std::string& rest) {
  const test::Files files{
      {"scenario.toml", fmt::format(R"(
schema = 1
title = "Again and again"
topology = "{}"
[[load]]
workload = "browsing"
rate = "5/s"
[[phase]]
kind = "fault"
for = "10s"
{})",
                                    test::broken("system/topology.toml").string(), rest)}};
  return load_scenario(test::request(files.path("scenario.toml")), test::kinds());
}

TEST_CASE("each repetition is a fault of its own, with draws of its own") {
  const auto loaded = load_with(R"([[phase.fault]]
name = "kill-one"
kind = "kill"
target = "database[any]"
at = "1s"
for = "1s"
repeat = { every = "2500ms", times = 4 }
[[phase.fault]]
kind = "stop"
target = "web"
for = "1s"
[[gate]]
expr = "time_to_recover <= 5s"
[[gate]]
name = "second"
expr = "time_to_recover(kill-one-2) <= 5s"
)");
  INFO((loaded ? "" : test::text(loaded.error(), "")));
  REQUIRE(loaded);
  const auto& faults = loaded->scenario.phases[0].faults;
  REQUIRE(faults.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(faults[i].name == (i == 0 ? "kill-one" : fmt::format("kill-one-{}", i + 1)));
    CHECK(faults[i].at == 1s + static_cast<std::int64_t>(i) * 2500ms);
    CHECK(faults[i].entry == 0);
  }
  CHECK(faults[4].entry == 1);

  int differ = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::set<std::vector<std::string>> targets;
    for (const auto& entry : make_plan(loaded->scenario, loaded->topology, seed, false).entries) {
      if (entry.action == PlanEntry::Action::kInject && entry.fault < 4) {
        targets.insert(entry.targets);
      }
    }
    differ += targets.size() > 1 ? 1 : 0;
  }
  CHECK(differ > 10);
}

TEST_CASE("one at a time: a fault of each node, in equal parts of the time") {
  const auto turns = [](const std::string& times) {
    return load_with(fmt::format(R"([[phase.fault]]
name = "rolling"
kind = "kill"
target = "database[one-at-a-time]"
{}
[[gate]]
expr = "availability >= 1%"
)",
                                 times));
  };
  const auto loaded = turns("at = \"1s\"\nfor = \"6s\"");
  REQUIRE(loaded);
  const auto& faults = loaded->scenario.phases[0].faults;
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].name == "rolling");
  CHECK(faults[2].name == "rolling-3");
  CHECK(faults[1].target == "database[1]");
  CHECK(faults[1].at == 3s);
  CHECK(*faults[1].duration == 2s);
  const auto repeated = turns("for = \"1s\"\nrepeat = { every = \"2s\", times = 2 }");
  REQUIRE_FALSE(repeated);
  CHECK(repeated.error()[0].what == "[one-at-a-time] is repeated already");
}

TEST_CASE("a staggered fault: one node after the other, each for the fault's own time") {
  const auto staggered = [](const std::string& target, const std::string& times) {
    return load_with(fmt::format(R"([[phase.fault]]
name = "wave"
kind = "{}"
target = "{}"
at = "1s"
stagger = "1500ms"
{}
[[gate]]
expr = "availability >= 1%"
)",
                                 target.find('>') == target.npos ? "kill" : "cut", target, times));
  };
  const auto loaded = staggered("database[all]", "for = \"1500ms\"");
  INFO((loaded ? "" : test::text(loaded.error(), "")));
  REQUIRE(loaded);
  const auto& faults = loaded->scenario.phases[0].faults;
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].name == "wave");
  CHECK(faults[0].target == "database[0]");
  CHECK(faults[1].name == "wave-2");
  CHECK(faults[1].at == 2500ms);
  CHECK(faults[2].target == "database[2]");
  CHECK(faults[2].at == 4s);
  CHECK(*faults[2].duration == 1500ms);
  CHECK(faults[2].entry == 0);
  // Two of them at the same time are more than [safety] max_nodes_down.
  const auto crowded = staggered("database[all]", "for = \"1600ms\"");
  REQUIRE_FALSE(crowded);
  CHECK(crowded.error()[0].what == "this breaks 2 nodes at once, and [safety] max_nodes_down is 1");
  const auto endless = staggered("database[all]", "");
  REQUIRE_FALSE(endless);
  CHECK(endless.error()[0].what == "this breaks 3 nodes at once, and [safety] max_nodes_down is 1");

  const auto links = staggered("web->database[all]", "");
  REQUIRE(links);
  REQUIRE(links->scenario.phases[0].faults.size() == 3);
  CHECK(links->scenario.phases[0].faults[2].target == "web->database[2]");
  CHECK_FALSE(links->scenario.phases[0].faults[2].duration.has_value());
}

}  // namespace
}  // namespace squall

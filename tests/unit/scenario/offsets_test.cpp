// Recorded offsets: their files, and how they stay with a scenario as resolved.
#include "harness/scenario/offsets.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "harness/core/time.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using test::Files;
using test::kinds;
using test::request;

TEST_CASE("offsets are read line by line, comments aside") {
  Findings findings;
  const auto offsets =
      parse_offsets("# head\n0\n 0.25 # a quarter\r\n\n250ms\n1.5s\n2m", "x", findings);
  CHECK_FALSE(findings.has_errors());
  CHECK(offsets == std::vector<Nanoseconds>{0s, 250ms, 250ms, 1500ms, 120s});
}

TEST_CASE("of a hopeless file the first mistakes are reported") {
  Findings findings;
  std::string text;
  for (int i = 0; i < 1000; ++i) text += fmt::format("line {}\n", i);
  CHECK(parse_offsets(text, "x", findings).empty());
  CHECK(findings.sorted({"x"}).size() == 21);
}

TEST_CASE("a million offsets are read") {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += fmt::format("{}.{:03}\n", i / 1000, i % 1000);
  Findings findings;
  const auto offsets = parse_offsets(text, "x", findings);
  CHECK_FALSE(findings.has_errors());
  REQUIRE(offsets.size() == 1'000'000);
  CHECK(offsets.back() == 999999ms);
}

constexpr const char* kReplayScenario = R"(schema = 1
title = "Replayed"
topology = "topology.toml"
[[load]]
name = "ramp"
workload = "look"
rate = "5/s"
arrival = "stages"
stages = [{ for = "10s", to = "50/s" }, { for = "0s", to = "0/s" }]
spacing = "even"
[[load]]
workload = "look"
arrival = "replay"
offsets = "recorded.txt"
speed = 2
repeat = "3s"
[[phase]]
kind = "baseline"
for = "5s"
)";
constexpr const char* kReplayTopology = R"(schema = 1
name = "t"
[[service]]
name = "web"
driver = "external"
addresses = ["http://127.0.0.1:80"]
[[workload]]
name = "look"
[[workload.step]]
name = "get"
url = "{web.url}/"
)";

TEST_CASE("stages and offsets come with the load, and stay with the scenario as resolved") {
  const Files files{{"s.toml", kReplayScenario},
                    {"topology.toml", kReplayTopology},
                    {"recorded.txt", "0.5\n2s\n"}};
  const auto first = load_scenario(request(files.path("s.toml")), kinds());
  if (!first) FAIL(test::text(first.error(), ""));
  const Load& ramp = first->scenario.loads.at(0);
  REQUIRE(ramp.stages.size() == 2);
  CHECK(ramp.stages[0].length == 10s);
  CHECK(ramp.stages[0].to_per_s == 50);
  CHECK(ramp.stages[1].length == 0s);
  CHECK(ramp.spacing == Load::Spacing::kEven);
  const Load::Replay& replay = first->scenario.loads.at(1).replay;
  CHECK(*replay.offsets == std::vector<Nanoseconds>{500ms, 2s});
  CHECK(replay.speed == 2);
  CHECK(replay.repeat == Nanoseconds(3s));

  REQUIRE(first->attached.size() == 1);
  const Files run{{"scenario.toml", first->scenario_toml},
                  {"topology.toml", first->topology_toml},
                  {first->attached[0].name, first->attached[0].text}};
  const auto second = load_scenario(request(run.path("scenario.toml")), kinds());
  if (!second) FAIL(test::text(second.error(), ""));
  CHECK(second->scenario.hash == first->scenario.hash);
  CHECK(second->scenario_toml == first->scenario_toml);
  CHECK(*second->scenario.loads.at(1).replay.offsets == *replay.offsets);

  files.write("recorded.txt", "0.5\n2.001s\n");
  const auto other = load_scenario(request(files.path("s.toml")), kinds());
  REQUIRE(other);
  CHECK(other->scenario.hash != first->scenario.hash);
}

}  // namespace
}  // namespace squall

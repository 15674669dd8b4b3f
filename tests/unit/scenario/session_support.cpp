#include "tests/unit/scenario/session_support.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/unit/scenario/support.h"

namespace squall::test {

std::string base_text(const std::string& more) {
  return fmt::format(R"(
schema = 1
title = "By hand"
topology = "{}"
[safety]
max_nodes_down = 2
never = ["database[2]"]
[client]
deadline = "2s"
[[client.variant]]
name = "patient"
deadline = "9s"
[[load]]
workload = "browsing"
rate = "5/s"
arrival = "constant"
[[load]]
name = "spike"
workload = "browsing"
rate = "50/s"
phases = ["peak"]
[[load]]
name = "morning"
workload = "browsing"
rate = "1/s"
phases = ["calm"]
[[phase]]
name = "calm"
kind = "baseline"
for = "10s"
[[phase]]
name = "peak"
kind = "fault"
for = "10s"
[[phase.fault]]
kind = "kill"
target = "database[0]"
[[gate]]
name = "at-the-peak"
phase = "peak"
expr = "availability >= 90%"
[[gate]]
name = "of-a-fault"
expr = "time_to_recover(kill) <= 5s"
[[gate]]
name = "of-a-variant"
variant = "patient"
expr = "availability >= 90%"
{}
)",
                     broken("system/topology.toml").string(), more);
}

LoadedScenario load_base(const std::string& text) {
  const Files files{{"scenario.toml", text}};
  LoadRequest request = test::request(files.path("scenario.toml"));
  request.session = std::chrono::hours(1);
  auto loaded = load_scenario(request, kinds());
  INFO((loaded ? "" : test::text(loaded.error(), "")));
  REQUIRE(loaded);
  return *std::move(loaded);
}

}  // namespace squall::test

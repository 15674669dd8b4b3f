#include "harness/run/live_view.h"

#include <catch2/catch.hpp>

using namespace squall;
using namespace std::chrono_literals;

namespace {

LiveMoment in_a_fault() {
  LiveMoment moment;
  moment.at = 18'250ms;
  moment.phase = "node-killed";
  moment.phase_number = 3;
  moment.phases = 4;
  moment.elapsed = 5s;
  moment.length = 10s;
  moment.figures = {11.4, 11.2, 0.2, 0.983, 22, 310, 200, 3};
  moment.history = {{0, 0}, {7, 0}, {14, 0}, {12, 2}};
  moment.in_flight = 3;
  moment.faults = {{"kill-node", {"db[0]"}, 15s}};
  moment.nodes = {{"db[0]", NodeState::kDead, 15'050ms},
                  {"db[1]", NodeState::kReady, 2s},
                  {"lb", NodeState::kReady, 3s}};
  return moment;
}

std::size_t width(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (c & '\xc0') != '\x80'; }));
}

}  // namespace

TEST_CASE("the live view says how the run goes, in a few lines") {
  CHECK(live_view(in_a_fault(), 100, false) ==
        std::vector<std::string>{
            "   18.2 s  node-killed (3 of 4)  5.0 s of 10s  ━━━━━━━━━━━━────────────",
            "           11.4 op/s  0.2 failed/s  98.3 % ok  p50 22 ms  p99 310 ms  3 in flight",
            "           ▁▄█▇  ok/s by second, most 14",
            "   fault   kill-node on db[0] for 3.2 s",
            "   nodes   db[0] dead for 3.2 s, 2 ready: db[1] and lb",
        });
}

TEST_CASE("a phase that ends when something is so has no length, only a limit") {
  LiveMoment moment = in_a_fault();
  moment.open = true;
  const std::vector<std::string> lines = live_view(moment, 100, false);
  CHECK_THAT(lines[0], Catch::Contains("5.0 s, at most 10s"));
  CHECK_THAT(live_line(moment), Catch::Contains("node-killed: 5.0 s of at most 10s"));
}

TEST_CASE("no line of the live view is wider than the terminal") {
  LiveMoment moment = in_a_fault();
  for (int i = 0; i < 120; ++i) moment.history.push_back({static_cast<std::uint64_t>(i), 0});
  for (int i = 0; i < 30; ++i) {
    moment.nodes.push_back({"another-node[" + std::to_string(i) + "]", NodeState::kReady, 1s});
  }
  for (const std::size_t columns : {1U, 20U, 41U, 80U, 200U}) {
    for (const std::string& line : live_view(moment, columns, false)) {
      INFO(columns << " " << line);
      CHECK(width(line) <= columns);
    }
  }
}

TEST_CASE("what is bad is red, and without colour there are no codes") {
  const std::vector<std::string> lines = live_view(in_a_fault(), 100, true);
  CHECK_THAT(lines[1], Catch::Contains("\x1b[31m0.2 failed/s"));
  CHECK_THAT(lines[2], Catch::Contains("\x1b[31m▇"));
  CHECK_THAT(lines[4], Catch::Contains("\x1b[31mdb[0] dead"));
  for (const std::string& line : live_view(in_a_fault(), 100, false)) {
    CHECK(line.find('\x1b') == line.npos);
  }
}

TEST_CASE("what holds follows from the events") {
  LiveState state;
  state.on_event({1s, NodeChanged{"db[0]", NodeState::kStarting, 0, ""}});
  state.on_event({2s, NodeChanged{"db[0]", NodeState::kReady, 0, ""}});
  FaultInjecting injecting;
  injecting.fault = "kill";
  injecting.nodes = {"db[0]"};
  state.on_event({3s, injecting});
  CHECK(state.faults().empty());
  FaultInjected injected;
  injected.fault = "kill";
  state.on_event({4s, injected});
  state.on_event({5s, NodeChanged{"db[0]", NodeState::kDead, 0, ""}});
  REQUIRE(state.faults().size() == 1);
  CHECK(state.faults()[0].nodes == std::vector<std::string>{"db[0]"});
  CHECK(state.faults()[0].since == 4s);
  REQUIRE(state.nodes().size() == 1);
  CHECK(state.nodes()[0].state == NodeState::kDead);
  CHECK(state.nodes()[0].since == 5s);
  FaultHealed healed;
  healed.fault = "kill";
  state.on_event({6s, healed});
  CHECK(state.faults().empty());
}

#include "harness/run/narration.h"

#include <catch2/catch.hpp>

using namespace squall;
using namespace std::chrono_literals;

namespace {

std::optional<std::string> told(Event event, Detail detail = Detail::kNormal) {
  return narrate({12'340ms, std::move(event)}, detail, false);
}

}  // namespace

TEST_CASE("what matters is told in one line") {
  CHECK(told(PhaseStarted{"node-killed"}) == "   12.3 s  phase node-killed");
  CHECK(told(FaultInjected{"kill", "pid 7 got SIGKILL"}) ==
        "   12.3 s  fault kill: pid 7 got SIGKILL");
  CHECK(told(NodeChanged{"db[1]", NodeState::kDead, 7, "exit code 1"}) ==
        "   12.3 s  node db[1] dead (exit code 1)");
  CHECK(told(FaultHealed{"kill", false, "it is gone"}) ==
        "   12.3 s  fault kill did NOT heal: it is gone");
  CHECK(told(HypothesisChecked{"ready", "start", false, "503", "status 200"}) ==
        "   12.3 s  hypothesis ready does not hold (start): expected status 200, was 503");
  CHECK(told(CleanedUp{{"pid 9", "a listener on port 1"}}) ==
        "   12.3 s  left behind: pid 9 and a listener on port 1");
}

TEST_CASE("what a person does in a session") {
  CHECK(told(Noted{"look here", "page"}) == "   12.3 s  note: look here");
  CHECK_FALSE(told(Acted{"ctl", "heal", "everything"}));
  CHECK(told(Acted{"ctl", "heal", "everything"}, Detail::kVerbose) ==
        "   12.3 s  ctl: heal everything");
}

TEST_CASE("what only explains is told when asked for") {
  const Event evidence = FaultEvidence{"kill", true, "pid 7 is gone"};
  CHECK_FALSE(told(evidence));
  CHECK(told(evidence, Detail::kVerbose) == "   12.3 s  fault kill is proven: pid 7 is gone");
  CHECK_FALSE(told(PhaseEnded{"calm", "duration", true}));
  CHECK_FALSE(told(BreakerChanged{"http://127.0.0.1:1", "open"}));
  CHECK(told(BreakerChanged{"http://127.0.0.1:1", "half_open"}, Detail::kVerbose) ==
        "   12.3 s  circuit breaker of http://127.0.0.1:1 is half open");
  const BackendChanged seen{"balancer", "web/web1", "web[1]", "down", "DOWN"};
  CHECK_FALSE(told(seen));
  CHECK(told(seen, Detail::kVerbose) == "   12.3 s  balancer sees web/web1 down");
  CHECK_FALSE(told(CleanedUp{}));
  CHECK(told(CleanedUp{}, Detail::kVerbose) == "   12.3 s  cleaned up, nothing was left");
}

TEST_CASE("a search for the capacity is told step by step") {
  CHECK(told(CapacityStep{"find", "read", 50, 1s, 2s, "held", ""}) ==
        "   12.3 s  read at 50/s held");
  CHECK(told(CapacityStep{"find", "read", 75, 1s, 2s, "broke", "p99 <= 200ms broke: 340 ms"}) ==
        "   12.3 s  read at 75/s: p99 <= 200ms broke: 340 ms");
  CHECK(told(CapacityFound{"find", "read", "found", 50}) ==
        "   12.3 s  read: the highest rate that held is 50/s");
  CHECK(told(CapacityFound{"find", "read", "at_least", 75}) ==
        "   12.3 s  read: every step held, up to 75/s");
  CHECK(told(CapacityFound{"find", "read", "none_held", 0}) ==
        "   12.3 s  read: not even the first step held");
  CHECK(told(CapacityFound{"find", "read", "harness_limit", 50}) ==
        "   12.3 s  read: the harness was the limit");
  CHECK_FALSE(told(LoadChanged{"read", 50}));
}

TEST_CASE("clients that change are told") {
  CHECK(told(ClientChanged{"deadline = \"1s\"", "ctl"}) == "   12.3 s  clients: deadline = \"1s\"");
  CHECK(told(ClientChanged{"", "ctl"}) == "   12.3 s  clients: as in [client] again");
}

TEST_CASE("a fault without evidence is never kept quiet") {
  CHECK(told(FaultEvidence{"kill", false, "it still answers"}) ==
        "   12.3 s  fault kill is NOT proven: it still answers");
}

TEST_CASE("colour is an envelope around the same line") {
  const TimedEvent event{1s, PhaseStarted{"calm"}};
  CHECK(narrate(event, Detail::kNormal, true) == "\x1b[1m    1.0 s  phase calm\x1b[0m");
}

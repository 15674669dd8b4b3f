// Who noticed a fault besides the clients.
#include <catch2/catch.hpp>

#include "harness/analysis/analysis.h"
#include "harness/analysis/backends.h"
#include "harness/core/random.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;

TEST_CASE("a balancer's time to detect: its first look that saw a node of the fault down") {
  SampleRun run;
  const auto sees = [&](int at_ms, const char* server, const char* node, const char* state) {
    run.event(ms(at_ms), BackendChanged{"balancer", server, node, state, state});
  };
  sees(100, "web/a", "db[0]", "up");
  sees(100, "web/b", "db[1]", "up");
  sees(100, "old/a", "db[0]", "down");  // Before the fault: that detects nothing.
  run.phase("p", PhaseKind::kFault, ms(1'000), ms(9'000));
  run.fault("kill-db", "p", ms(2'000), ms(4'000));
  sees(2'050, "web/b", "db[1]", "down");  // Not the fault's.
  sees(2'060, "old/a", "db[0]", "unknown");
  sees(2'070, "old/a", "db[0]", "down");  // As it was.
  sees(2'210, "web/a", "db[0]", "down");
  sees(4'300, "web/a", "db[0]", "up");
  sees(5'000, "web/a", "db[0]", "down");
  run.end(ms(9'000));
  run.load(ms(1'000), ms(9'000));
  const Report report = run.report();
  REQUIRE(report.faults.size() == 1);
  const auto& detected = report.faults[0].detected_by;
  REQUIRE(detected.size() == 1);
  CHECK(detected[0].by == "balancer");
  CHECK(detected[0].what == "web/a is down");
  CHECK(detected[0].after_s == Approx(0.21));

  REQUIRE(report.backends.size() == 9);
  CHECK(report.backends[0].state == "up");
  CHECK(report.backends[0].end_s == Approx(2.21));
  CHECK(report.backends.back().end_s == Approx(9));
}

TEST_CASE("a fault of a link is detected where it leads to") {
  FaultReport fault;
  const std::vector<TimedBackendChange> changes{{ms(20), {"lb[1]", "b/x", "db[1]", "down", ""}}};
  const auto count = [&](std::vector<std::string> targets) {
    fault.nodes = std::move(targets);
    return detections(fault, ms(10), ms(30), changes).size();
  };
  CHECK(count({"lb->db"}) == 1);
  CHECK(count({"lb[1]->db[1]"}) == 1);
  CHECK(count({"lb->db[0]"}) == 0);
  CHECK(count({"db[1]->web"}) == 0);
  CHECK(count({"db[0]", "db[1]"}) == 1);
  CHECK(count({"d"}) == 0);
  CHECK(detections(fault, ms(30), ms(40), changes).empty());
}

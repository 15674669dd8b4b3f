#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

using namespace squall;

TEST_CASE("gates on faults are judged once for each fault") {
  SampleRun run = run_with_outage();
  Gate& gate = run.gate(at_most(metric("time_to_recover"), 5));
  SECTION("met") {
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
    CHECK(only_gate(run).phase == "killed");
    CHECK(*only_gate(run).actual == Approx(1));
  }
  SECTION("not met") {
    gate.condition.right = number(0.5);
    CHECK(only_gate(run).verdict == CheckVerdict::kFail);
    CHECK(only_gate(run).reason == "1 s is not <= 500 ms");
  }
  SECTION("its phase, or the one in which it recovers") {
    gate.phase = GENERATE("killed", "fault", "after", "recovery");
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
  }
  SECTION("another phase has no fault") {
    gate.phase = "calm";
    CHECK(only_gate(run).reason == "no fault that it judges was injected");
    CHECK(only_gate(run).verdict == CheckVerdict::kInconclusive);
  }
  SECTION("two faults, or the one that it names") {
    run.fault("second", "after", ms(17'000), ms(18'000));
    CHECK(run.report().gates.size() == 2);
    gate.condition.left = metric("time_to_recover", {"second", {}, {}});
    CHECK(only_gate(run).phase == "after");
  }
  SECTION("never recovered") {
    for (Attempt& attempt : run.attempts) {
      if (attempt.intended > ms(8'200)) attempt = failed_at(attempt.intended);
    }
    const GateReport report = only_gate(run);
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.reason == "not within 10 s");
    CHECK_FALSE(report.actual);
    CHECK(report.limit == 5);
  }
  SECTION("not recovered when the next fault began, and there was time left") {
    run.attempts.clear();
    run.load(ms(1'000), ms(21'000), false);
    run.fault("second", "after", ms(17'000), ms(18'000));
    gate.condition.left = metric("time_to_recover", {"kill-db", {}, {}});
    gate.condition.right = number(60);
    CHECK(only_gate(run).verdict == CheckVerdict::kInconclusive);
    CHECK(only_gate(run).reason == "not within 6 s, when the next fault began");
    gate.condition.right = number(5);
    CHECK(only_gate(run).verdict == CheckVerdict::kFail);
  }
  SECTION("never recovered fails even where longer would be allowed") {
    run.attempts.clear();
    run.load(ms(1'000), ms(21'000), false);
    gate.condition.right = number(60);
    CHECK(only_gate(run).verdict == CheckVerdict::kFail);
  }
  SECTION("not recovered when the run was cut short, and there was time left") {
    run.attempts.clear();
    run.load(ms(1'000), ms(21'000), false);
    for (TimedEvent& event : run.events) {
      if (auto* ended = std::get_if<PhaseEnded>(&event.event)) ended->complete = false;
    }
    gate.condition.right = number(60);
    CHECK(only_gate(run).verdict == CheckVerdict::kInconclusive);
    gate.condition.right = number(5);
    CHECK(only_gate(run).verdict == CheckVerdict::kFail);
  }
  SECTION("nobody saw a failure") {
    run.attempts.clear();
    run.load(ms(1'000), ms(21'000));
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
    gate.condition.left = metric("time_to_detect");
    CHECK(only_gate(run).reason == "no client saw a failure");
  }
  SECTION("it was not injected") {
    run.events.erase(std::remove_if(run.events.begin(), run.events.end(),
                                    [](const TimedEvent& e) {
                                      return std::holds_alternative<FaultInjected>(e.event) ||
                                             std::holds_alternative<FaultHealed>(e.event);
                                    }),
                     run.events.end());
    run.event(ms(8'000), FaultFailed{"kill-db", "no such process"});
    CHECK(only_gate(run).reason == "fault kill-db was not injected: no such process");
  }
  SECTION("a control run has none to judge") {
    std::get<RunStarted>(run.events[0].event).no_faults = true;
    run.events.erase(run.events.begin() + 5, run.events.begin() + 9);
    const Report report = run.report();
    CHECK(report.gates.empty());
  }
}

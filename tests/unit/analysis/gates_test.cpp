#include <catch2/catch.hpp>

#include "harness/core/random.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

/// baseline [0, 10 s) all ok, fault [10 s, 20 s) with failures from 12 s to 13 s; 20 operations/s,
/// 10 ms each, "read" only.
SampleRun calm_then_fault() {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(0), ms(10'000));
  run.phase("broken", PhaseKind::kFault, ms(10'000), ms(20'000));
  run.end(ms(20'000));
  run.load(ms(0), ms(12'000));
  run.load(ms(12'000), ms(13'000), false);
  run.load(ms(13'000), ms(20'000));
  return run;
}

Expression sliding(std::string_view name, std::int64_t window_ms, std::string argument = "") {
  return metric(name, {std::move(argument), ms(window_ms), {}});
}

}  // namespace

TEST_CASE("a gate is judged for each phase that it selects") {
  SampleRun run = calm_then_fault();
  run.phase("w", PhaseKind::kWarmup, ms(20'000), ms(21'000));
  run.load(ms(20'000), ms(21'000));
  struct Row {
    const char* phase;
    std::vector<std::string> judged;
  };
  const Row row = GENERATE(Row{"", {"calm", "broken"}}, Row{"calm", {"calm"}},
                           Row{"fault", {"broken"}}, Row{"warmup", {"w"}}, Row{"w", {"w"}});
  CAPTURE(row.phase);
  run.gate(at_least(metric("availability"), 0.5), row.phase);
  std::vector<std::string> judged;
  for (const GateReport& gate : run.report().gates) judged.push_back(gate.phase);
  CHECK(judged == row.judged);
}

TEST_CASE("a gate says what it saw, against what, and of how many") {
  SampleRun run = calm_then_fault();
  run.gate(at_least(metric("availability"), 0.99), "broken").why = "ten runs saw 99.4 to 100 %";
  const GateReport gate = only_gate(run);
  CHECK(gate.verdict == CheckVerdict::kFail);
  CHECK(*gate.actual == Approx(0.9));
  CHECK(gate.limit == 0.99);
  CHECK(gate.samples == 200);
  CHECK(gate.reason == "90 % is not >= 99 %");
  CHECK(gate.why == "ten runs saw 99.4 to 100 %");
  CHECK(gate.comparison == ">=");
  CHECK(gate.dimension == Dimension::kRatio);
  const Report report = run.report();
  CHECK(report.exit_code == 1);
  CHECK(report.reasons.at(0) == "gate the gate in broken: 90 % is not >= 99 %");
}

TEST_CASE("what was not met while others had the machine shows nothing") {
  SampleRun run = calm_then_fault();
  run.scenario.machine.max_others = 0.1;
  Gate& gate = run.gate(at_least(metric("availability"), 0.99), "broken");
  // Of two processors others have a quarter, but for the fault phase of the second section.
  const bool quiet = GENERATE(false, true);
  for (const auto at : {0s, 10s, 20s}) {
    const Nanoseconds others = quiet && at > 10s ? 5s : at / 2;
    run.event(at, ResourcesSampled{{}, 2 * at + 1h, at + others, 0s, at});
  }
  CAPTURE(quiet);
  SECTION("it is inconclusive") {
    const GateReport judged = only_gate(run);
    CHECK(judged.verdict == (quiet ? CheckVerdict::kFail : CheckVerdict::kInconclusive));
    CHECK(judged.reason == (quiet ? "90 % is not >= 99 %"
                                  : "90 % is not >= 99 %, while others had 25 % of the processors, "
                                    "more than 10 %"));
    CHECK(run.report().exit_code == (quiet ? 1 : 2));
  }
  SECTION("a pass is a pass, and a warning a warning") {
    gate.condition = at_least(metric("availability"), 0.9);
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
    gate.condition = at_least(metric("availability"), 0.99);
    gate.severity = Gate::Severity::kWarn;
    CHECK(only_gate(run).verdict == CheckVerdict::kWarn);
  }
  SECTION("only where the scenario says so") {
    run.scenario.machine.max_others = quiet ? std::nullopt : std::optional(0.25);
    CHECK(only_gate(run).verdict == CheckVerdict::kFail);
  }
  CHECK(*run.report().phases.at(1).others_share == Approx(quiet ? 0 : 0.25));
}

TEST_CASE("gates pass and fail at their limit, by their comparison") {
  struct Row {
    Comparison comparison;
    double limit;
    bool met;
  };
  using C = Comparison;
  const Row row = GENERATE(values<Row>({{C::kLess, 200, false},
                                        {C::kLessEqual, 200, true},
                                        {C::kGreater, 200, false},
                                        {C::kGreaterEqual, 200, true},
                                        {C::kEqual, 200, true},
                                        {C::kEqual, 201, false}}));
  SampleRun run = calm_then_fault();
  run.gate(condition(metric("operations"), row.comparison, number(row.limit)), "broken");
  CHECK(only_gate(run).verdict == (row.met ? CheckVerdict::kPass : CheckVerdict::kFail));
}

TEST_CASE("no samples, or too few, are inconclusive") {
  SampleRun run = calm_then_fault();
  Gate& gate = run.gate(at_least(metric("availability"), 0), "broken");
  SECTION("too few") {
    gate.min_samples = 201;
    const GateReport report = only_gate(run);
    CHECK(report.verdict == CheckVerdict::kInconclusive);
    CHECK(report.reason == "200 samples, fewer than 201");
    CHECK(run.report().exit_code == 2);
  }
  SECTION("enough") {
    gate.min_samples = 200;
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
  }
  SECTION("none of that step") {
    gate.step = "write";
    CHECK(only_gate(run).reason == "no samples");
  }
  SECTION("none of that workload") {
    gate.workload = "another";
    CHECK(only_gate(run).verdict == CheckVerdict::kInconclusive);
  }
  SECTION("the workload by its name, or the load's") {
    gate.workload = GENERATE("login", "users");
    gate.step = "read";
    CHECK(only_gate(run).samples == 200);
  }
  SECTION("counts are no exception") {
    run.attempts.clear();
    gate.condition = at_most(metric("errors"), 0);
    CHECK(only_gate(run).verdict == CheckVerdict::kInconclusive);
  }
  SECTION("the phase never began") {
    gate.phase = "recovery";
    CHECK(only_gate(run).reason == "no phase that it judges began");
  }
}

TEST_CASE("what has no value is inconclusive, with the reason") {
  using Scope = MetricUse::Scope;
  SampleRun run = calm_then_fault();
  Gate& gate = run.gate(at_least(metric("availability"), 0), "broken");
  SECTION("a division by zero") {
    gate.condition.left = combine(number(1), Expression::Op::kDivide, metric("dropped"));
    CHECK(only_gate(run).reason == "a division by zero");
  }
  SECTION("no baseline run") {
    gate.condition.right = metric("availability", {"", {}, Scope::kBaselineRun});
    CHECK(only_gate(run).reason ==
          "no baseline run was given to compare with: squall run --baseline FOLDER, as squall "
          "baseline update makes one");
  }
  SECTION("a baseline run that lacks it") {
    run.event(ms(0), BaselineGiven{"ci/baselines/shop", 9, "", {{"goodput", "broken", 20}}});
    gate.condition.right = metric("availability", {"", {}, Scope::kBaselineRun});
    CHECK(only_gate(run).reason ==
          "the baseline ci/baselines/shop has no availability of broken: give one that has it, "
          "squall run --baseline FOLDER, as squall baseline update makes it");
  }
  SECTION("a latency that nothing has") {
    for (Attempt& attempt : run.attempts) attempt.sent = Nanoseconds(-1);
    gate.condition.left = metric("p99", {"service_time", {}, {}});
    CHECK(only_gate(run).reason == "no samples for p99");
  }
  CHECK(only_gate(run).verdict == CheckVerdict::kInconclusive);
}

TEST_CASE("a gate can compare with the baseline phase") {
  SampleRun run = calm_then_fault();
  const auto baseline = metric("goodput", {"", {}, MetricUse::Scope::kBaselinePhase});
  run.gate(condition(metric("goodput"), Comparison::kGreaterEqual,
                     combine(number(GENERATE(0.9, 0.91)), Expression::Op::kMultiply, baseline)),
           "broken");
  const GateReport gate = only_gate(run);
  CHECK(*gate.actual == Approx(18));
  CHECK(gate.verdict == (*gate.limit < 18.1 ? CheckVerdict::kPass : CheckVerdict::kFail));
}

TEST_CASE("a gate can compare with earlier runs, by phase and by fault") {
  SampleRun run = run_with_outage();
  run.event(ms(0), BaselineGiven{"before",
                                 9,
                                 "2026-01-01T00:00:00Z",
                                 {{"p99(response_time)", "calm", 0.008},
                                  {"p99(response_time)", "killed", 0.020},
                                  {"time_to_recover", "kill-db", 0.5}}});
  const auto against = [](std::string_view name, double factor) {
    const auto base = metric(name, {"", {}, MetricUse::Scope::kBaselineRun});
    return condition(metric(name), Comparison::kLessEqual,
                     combine(number(factor), Expression::Op::kMultiply, base));
  };
  SECTION("each phase by its own") {
    run.gate(against("p99", 1.1), "");
    const Report report = run.report();
    REQUIRE(report.gates.size() == 3);
    CHECK(report.gates[0].verdict == CheckVerdict::kFail);  // 10 ms, the limit is 8.8 ms.
    CHECK(*report.gates[0].limit == Approx(0.0088));
    CHECK(report.gates[1].verdict == CheckVerdict::kPass);
    CHECK(report.gates[2].verdict == CheckVerdict::kInconclusive);
    CHECK(report.baseline_run->source == "before");
  }
  SECTION("a fault by its name") {
    const double factor = GENERATE(1.9, 2.1);
    run.gate(against("time_to_recover", factor), "");
    const GateReport gate = only_gate(run);
    CHECK(*gate.actual == Approx(1));
    CHECK(*gate.limit == Approx(0.5 * factor));
    CHECK((gate.verdict == CheckVerdict::kPass) == (factor > 2));
  }
}

TEST_CASE("a sliding window must hold everywhere; the worst is shown with its time") {
  SampleRun run = calm_then_fault();
  SECTION("it fails by its worst window") {
    run.gate(at_least(sliding("availability", 2'000), 0.6), "broken");
    const GateReport gate = only_gate(run);
    CHECK(gate.verdict == CheckVerdict::kFail);
    CHECK(*gate.actual == Approx(0.5));
    CHECK(*gate.worst_at_s == Approx(13.0));  // The first window that holds all of the outage.
  }
  SECTION("a longer window dilutes it") {
    run.gate(at_least(sliding("availability", 5'000), 0.8), "broken");
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
    CHECK(*only_gate(run).actual == Approx(0.8));
  }
  SECTION("windows do not reach into other phases") {
    run.gate(at_least(sliding("availability", 2'000), 1), "calm");
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
  }
  SECTION("a window that is no multiple of the step") {
    run.gate(at_least(sliding("availability", 1'250), 0.25), "broken");
    CHECK(*only_gate(run).actual == Approx(0.2));
  }
  SECTION("latencies slide too") {
    run.attempts.push_back(ok_at(ms(15'000), ms(800)));
    run.gate(at_most(sliding("max", 1'000), 0.5), "broken");
    CHECK(*only_gate(run).actual == Approx(0.8));
    CHECK(*only_gate(run).worst_at_s == Approx(15.1));
  }
  SECTION("two windows in one condition, and a whole phase") {
    run.gate(condition(sliding("availability", 1'000), Comparison::kGreaterEqual,
                       combine(sliding("availability", 2'000), Expression::Op::kSubtract,
                               metric("availability"))),
             "broken");
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
  }
  SECTION("the phase is too short for it") {
    run.gate(at_least(sliding("availability", 11'000), 0.5), "broken");
    CHECK(only_gate(run).reason == "the phase is shorter than the window");
  }
}

TEST_CASE("the worst sliding window is the one that counting every window finds") {
  Random random(17);
  for (int round = 0; round < 20; ++round) {
    const Nanoseconds window = ms(100 + 10 * static_cast<std::int64_t>(random.below(200)));
    CAPTURE(round, window.count());
    SampleRun run = calm_then_fault();
    run.attempts.clear();
    for (Nanoseconds due = ms(10'000); due < ms(20'000); due += Nanoseconds(7'654'321)) {
      run.attempts.push_back(random.below(3) == 0 ? failed_at(due) : ok_at(due));
    }
    double worst = 1;
    for (Nanoseconds end = ms(10'000) + window; end <= ms(20'000); end += ms(100)) {
      double ok = 0, all = 0;
      for (const Attempt& attempt : run.attempts) {
        if (attempt.intended < end - window || attempt.intended >= end) continue;
        ++all;
        if (attempt.operation_outcome == Outcome::kOk) ++ok;
      }
      worst = std::min(worst, ok / all);
    }
    run.gate(at_least(metric("availability", {"", window, {}}), 0), "broken");
    CHECK(*only_gate(run).actual == worst);
  }
}

TEST_CASE("a window without samples forbids a pass, but not a failure") {
  SampleRun run = calm_then_fault();
  run.attempts.clear();
  run.load(ms(10'000), ms(15'000));
  run.load(ms(17'000), ms(20'000));
  SECTION("no pass") {
    run.gate(at_least(sliding("availability", 1'000), 0.5), "broken");
    const GateReport gate = only_gate(run);
    CHECK(gate.verdict == CheckVerdict::kInconclusive);
    CHECK(gate.reason == "11 windows without samples");
  }
  SECTION("a failure elsewhere") {
    run.attempts.push_back(failed_at(ms(18'000)));
    run.gate(at_least(sliding("availability", 1'000), 0.99), "broken");
    CHECK(only_gate(run).verdict == CheckVerdict::kFail);
  }
  SECTION("a rate of nothing is 0") {
    run.gate(at_least(sliding("goodput", 1'000), 1), "broken");
    CHECK(only_gate(run).verdict == CheckVerdict::kFail);
    CHECK(only_gate(run).actual == 0);
  }
}

TEST_CASE("with `for`, a condition must hold that long without a break") {
  SampleRun run = calm_then_fault();
  Gate& gate = run.gate(at_least(sliding("availability", 1'000), 0.99), "broken");
  SECTION("long enough") {
    gate.condition.hold_for = ms(6'000);  // Windows that end from 14 s to 20 s.
    CHECK(only_gate(run).verdict == CheckVerdict::kPass);
    CHECK(only_gate(run).actual == 1);
  }
  SECTION("not long enough") {
    gate.condition.hold_for = ms(6'100);
    const GateReport report = only_gate(run);
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.reason == "it held for 6 s at most, not for 6.1 s");
  }
}

TEST_CASE("a phase that was cut short can fail but never pass") {
  SampleRun run = calm_then_fault();
  for (TimedEvent& event : run.events) {
    if (auto* ended = std::get_if<PhaseEnded>(&event.event)) ended->complete = false;
  }
  run.gate(at_least(metric("availability"), 0.95));
  const Report report = run.report();
  REQUIRE(report.gates.size() == 2);
  CHECK(report.gates[0].verdict == CheckVerdict::kInconclusive);
  CHECK(report.gates[0].reason == "the phase was cut short");
  CHECK(report.gates[0].actual == 1);
  CHECK(report.gates[1].verdict == CheckVerdict::kFail);
}

TEST_CASE("a gate that only warns changes no verdict") {
  SampleRun run = calm_then_fault();
  run.gate(at_least(metric("availability"), 0.99), "broken").severity = Gate::Severity::kWarn;
  CHECK(only_gate(run).verdict == CheckVerdict::kWarn);
  CHECK(run.report().verdict == Verdict::kPass);
  run.scenario.gates[0].step = "write";
  CHECK(only_gate(run).verdict == CheckVerdict::kInconclusive);
  CHECK(run.report().verdict == Verdict::kPass);
}

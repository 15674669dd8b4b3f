#include "harness/analysis/analysis.h"

#include <catch2/catch.hpp>

#include "harness/analysis/backends.h"
#include "harness/core/random.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;

TEST_CASE("an operation belongs to the phase of its due time, borders half open") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(1'000), ms(1'990));
  run.phase("b", PhaseKind::kFault, ms(2'000), ms(3'000));
  run.end(ms(4'000));
  run.attempts = {ok_at(ms(999)),                 // Before the first phase: in none.
                  ok_at(ms(1'000)),               //
                  ok_at(ms(1'995)),               // Between two phases: still in the first.
                  failed_at(ms(1'999), ms(900)),  // Ends in b, but is due in a.
                  ok_at(ms(2'000)),               //
                  ok_at(ms(2'999), ms(500)),      //
                  ok_at(ms(3'000))};              // After the last one.
  const Report report = run.report();
  REQUIRE(report.phases.size() == 2);
  CHECK(report.phases[0].figures.operations == 3);
  CHECK(report.phases[0].figures.failed == 1);
  CHECK(report.phases[1].figures.operations == 2);
  CHECK(report.phases[0].end_s == 2);
  CHECK(report.phases[1].kind == PhaseKind::kFault);
  CHECK(report.phases[1].figures.goodput_per_s == 2);
  CHECK(report.phases[1].figures.response_time_ms.max == 500);
  CHECK(report.phases[0].figures.errors == std::map<std::string, std::uint64_t>{{"http_5xx", 1}});
}

TEST_CASE("figures stand for each step of each load, by name") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(0), ms(1'000));
  run.end(ms(1'000));
  Attempt write = failed_at(ms(10));
  write.step = 1;
  write.first = false;
  Attempt foreign = ok_at(ms(20));
  foreign.load = 4;
  foreign.step = 7;
  foreign.first = false;
  Attempt read_back = failed_at(ms(30));
  read_back.purpose = Purpose::kReadBack;  // Counted in no metric.
  run.attempts = {ok_at(ms(0)), write, foreign, read_back};
  const PhaseReport phase = run.report().phases.at(0);
  REQUIRE(phase.steps.size() == 3);
  CHECK(phase.steps[0].step == "read");
  CHECK(phase.steps[0].load == "users");
  CHECK(phase.steps[0].workload == "login");
  CHECK(phase.steps[0].figures.ok == 1);
  CHECK(phase.steps[1].step == "write");
  CHECK(phase.steps[1].figures.failed == 1);
  CHECK(phase.steps[2].load == "load 4");
  CHECK(phase.steps[2].step == "step 7");
  CHECK(phase.figures.operations == 3);
  CHECK(phase.figures.iterations == 1);
}

TEST_CASE("a fault that clients felt: detected, and recovered after its healing") {
  const Report report = run_with_outage().report();
  REQUIRE(report.faults.size() == 1);
  const FaultReport& fault = report.faults[0];
  CHECK(fault.name == "kill-db");
  CHECK(fault.injected_at_s == 8.0);
  CHECK(fault.healed_at_s == 11.0);
  CHECK(fault.evidence_confirmed);
  CHECK(fault.impact);
  CHECK(*fault.time_to_detect_s == Approx(0.21));  // Due at 8.2 s, ended 10 ms later.
  CHECK(*fault.time_to_recover_s == Approx(1.0));
  CHECK(*fault.time_to_recover_from_injection_s == Approx(4.0));
  CHECK(fault.recovery_note.empty());
  CHECK(report.verdict == Verdict::kInconclusive);  // There is no gate.
  CHECK(report.exit_code == 2);
}

TEST_CASE("failures that ended before the injection, or that a retry mended, and time to detect") {
  SampleRun run = run_with_outage();
  run.attempts.clear();
  run.load(ms(1'000), ms(21'000));
  run.attempts.push_back(failed_at(ms(7'000), ms(999)));
  CHECK_FALSE(run.report().faults.at(0).time_to_detect_s);
  run.attempts.push_back(failed_at(ms(7'990), ms(20), ErrorClass::kAbandoned));  // For a hedge.
  run.attempts.back().final = false;
  CHECK_FALSE(run.report().faults.at(0).time_to_detect_s);
  run.attempts.push_back(failed_at(ms(7'900), ms(150)));  // Due before, ended after.
  CHECK(*run.report().faults.at(0).time_to_detect_s == Approx(0.05));
  Attempt mended = failed_at(ms(8'000), ms(20));
  mended.final = false;
  run.attempts.push_back(mended);
  CHECK(*run.report().faults.at(0).time_to_detect_s == Approx(0.02));
}

TEST_CASE("a fault that no client felt") {
  SampleRun run = run_with_outage();
  run.attempts.clear();
  run.load(ms(1'000), ms(21'000));
  const FaultReport fault = run.report().faults.at(0);
  CHECK_FALSE(fault.impact);
  CHECK_FALSE(fault.time_to_detect_s);
  CHECK(fault.time_to_recover_s == 0.0);
  CHECK(fault.time_to_recover_from_injection_s == 0.0);
  CHECK(fault.recovery_note == "no client was affected: no failure, the longest wait was 10 ms");
}

TEST_CASE("single failures that make no window bad are not called 'no client'") {
  SampleRun run = run_with_outage();
  run.attempts.clear();
  run.load(ms(1'000), ms(21'000));
  Attempt mended = failed_at(ms(8'000), ms(20));
  mended.final = false;
  run.attempts.push_back(mended);
  const FaultReport fault = run.report().faults.at(0);
  CHECK_FALSE(fault.impact);
  CHECK(fault.time_to_recover_s == 0.0);
  CHECK(fault.recovery_note == "no window was bad; 1 attempt failed, the first after 20 ms");
}

TEST_CASE("recovered before the healing counts as 0") {
  SampleRun run = run_with_outage();
  run.attempts.clear();
  run.load(ms(1'000), ms(8'200));
  run.load(ms(8'200), ms(9'000), false);
  run.load(ms(9'000), ms(21'000));
  const FaultReport fault = run.report().faults.at(0);
  CHECK(fault.impact);
  CHECK(fault.time_to_recover_s == 0.0);
  CHECK(*fault.time_to_recover_from_injection_s == Approx(1.0));
}

TEST_CASE("never recovered is said with how long it was watched") {
  SampleRun run = run_with_outage();
  run.attempts.clear();
  run.load(ms(1'000), ms(8'200));
  run.load(ms(8'200), ms(21'000), false);
  const FaultReport fault = run.report().faults.at(0);
  CHECK(fault.impact);
  CHECK_FALSE(fault.time_to_recover_s);
  CHECK_FALSE(fault.time_to_recover_from_injection_s);
  CHECK(fault.recovery_note == "not within 10 s");
}

TEST_CASE("a first window that is only short of samples is called so") {
  SampleRun run = run_with_outage();
  run.attempts.clear();
  run.load(ms(1'000), ms(8'000));
  run.load(ms(8'500), ms(21'000));
  run.attempts.push_back(ok_at(ms(7'990)));
  run.attempts.back().end = ms(520);  // A client of a closed load, who does nothing meanwhile.
  const FaultReport fault = run.report().faults.at(0);
  CHECK(fault.impact);
  CHECK(fault.time_to_recover_s == 0.0);
  CHECK(fault.recovery_note == "the first bad window had fewer than 2 operations");
}

TEST_CASE("windows that are only short of samples are chance where nobody waited") {
  SampleRun run = run_with_outage();
  run.attempts.clear();
  run.load(ms(1'000), ms(8'000));
  run.load(ms(8'500), ms(21'000));
  SECTION("with time to recover") {}
  SECTION("when the next fault begins before there are good ones in a row") {
    run.fault("second", "killed", ms(11'001), ms(12'000));
    run.attempts.clear();
    run.load(ms(1'000), ms(10'000));
    run.load(ms(10'500), ms(21'000));
  }
  run.gate(at_most(metric("time_to_recover", {"kill-db", {}, {}}), 5));
  const Report report = run.report();
  CHECK_FALSE(report.faults.at(0).impact);
  CHECK(report.faults.at(0).time_to_recover_s == 0.0);
  CHECK(report.faults.at(0).recovery_note ==
        "no client was affected: no failure, the longest wait was 10 ms");
  CHECK(report.gates.at(0).verdict == CheckVerdict::kPass);
}

TEST_CASE("faults that overlap share the last healing; others end where the next begins") {
  SampleRun run;
  run.phase("p", PhaseKind::kFault, ms(0), ms(40'000));
  run.fault("a", "p", ms(1'000), ms(4'000));
  run.fault("b", "p", ms(3'000), ms(6'000));
  run.fault("later", "p", ms(20'000), ms(21'000));
  run.end(ms(40'000));
  run.load(ms(0), ms(1'000));
  run.load(ms(1'000), ms(8'000), false);
  run.load(ms(8'000), ms(40'000));
  const Report report = run.report();
  REQUIRE(report.faults.size() == 3);
  CHECK(*report.faults[0].time_to_recover_s == Approx(2.0));
  CHECK(*report.faults[1].time_to_recover_s == Approx(2.0));
  CHECK(*report.faults[0].time_to_recover_from_injection_s == Approx(7.0));
  CHECK(*report.faults[1].time_to_recover_from_injection_s == Approx(5.0));
  CHECK_FALSE(report.faults[2].impact);

  // The outage of the third is not the first two's.
  for (Attempt& attempt : run.attempts) {
    const bool early = attempt.intended < ms(8'000);
    attempt = early || attempt.intended > ms(22'000) ? ok_at(attempt.intended)
                                                     : failed_at(attempt.intended);
    if (early || attempt.intended >= ms(20'000)) continue;
    attempt = ok_at(attempt.intended);
  }
  const Report second = run.report();
  CHECK_FALSE(second.faults[0].impact);
  CHECK_FALSE(second.faults[0].time_to_detect_s);
  CHECK(second.faults[2].impact);
}

TEST_CASE("faults that were planned but never injected stand in the report") {
  SampleRun run;
  run.phase("p", PhaseKind::kFault, ms(0), ms(1'000), false);
  run.scenario.phases[0].faults.resize(2);
  run.scenario.phases[0].faults[0].name = "late";
  run.scenario.phases[0].faults[1].name = "switched-off";
  run.scenario.phases[0].faults[1].enabled = false;
  run.event(ms(900), FaultInjecting{"half", "kill", "p", "db", {"db"}, ms(1'100)});
  run.event(ms(950), FaultInjecting{"broken", "kill", "p", "db", {"db"}, ms(1'100)});
  run.event(ms(960), FaultFailed{"broken", "no such process"});
  run.end(ms(1'000), "aborted");
  run.load(ms(0), ms(1'000));
  const Report report = run.report();
  REQUIRE(report.faults.size() == 3);
  CHECK(report.faults[0].failure == "the run ended before its time came");
  CHECK(report.faults[1].failure == "no such process");
  CHECK(report.faults[2].name == "late");
  CHECK(report.faults[2].failure == "the phase ended before its time came");
}

TEST_CASE("the timeline: windows from each phase's start, rates by end time, the rest by due") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(1'000), ms(2'100));
  run.phase("b", PhaseKind::kFault, ms(2'100), ms(3'500));
  run.end(ms(4'000));
  run.attempts = {ok_at(ms(1'100)), ok_at(ms(1'200), ms(1'000)), failed_at(ms(2'000))};
  const auto timeline = run.report().timeline;
  // 1,100 ms are two windows, the second longer; 1,400 ms are three, the last shorter.
  REQUIRE(timeline.size() == 5);
  CHECK(timeline[0].start_s == 1.0);
  CHECK(timeline[0].end_s == 1.5);
  CHECK(timeline[1].end_s == 2.1);
  CHECK(timeline[2].start_s == 2.1);
  CHECK(timeline[4].start_s == 3.1);
  CHECK(timeline[4].end_s == 3.5);
  CHECK(timeline[0].due == 2);
  CHECK(timeline[0].ok == 2);
  CHECK(timeline[0].goodput_per_s == 2);  // The other one ended in b.
  CHECK(timeline[0].response_max_ms == 1'000.0);
  CHECK(timeline[1].failed == 1);
  CHECK(timeline[1].throughput_per_s == Approx(1 / 0.6));
  CHECK(timeline[1].errors.at("http_5xx") == 1);
  CHECK(timeline[2].goodput_per_s == 2);
  CHECK(timeline[2].due == 0);
  CHECK_FALSE(timeline[2].response_p50_ms);
}

TEST_CASE("long runs have no more than about 600 windows") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(0), std::chrono::hours(2));
  run.end(std::chrono::hours(2));
  CHECK(run.report().timeline.size() == 360);  // 20 s each.
}

TEST_CASE("the generator's lateness and the starts that it missed") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(0), ms(1'000));
  run.phase("b", PhaseKind::kBaseline, ms(1'000), ms(2'000));
  run.end(ms(2'000));
  Attempt late = ok_at(ms(100));
  late.begun = ms(2);
  late.sent = ms(7);  // It had to connect: not the harness's doing.
  Attempt retry = ok_at(ms(100), ms(900));
  retry.begun = retry.sent = ms(500);
  retry.number = 1;  // Later on purpose.
  Attempt later = ok_at(ms(1'500));
  later.begun = ms(4);
  run.attempts = {ok_at(ms(0)),      late, retry, dropped_at(ms(0), ErrorClass::kGenerator),
                  dropped_at(ms(0)), later};
  const Report report = run.report();
  CHECK(report.generator.late_start_ms.count == 3);
  CHECK(report.generator.late_start_ms.max == 4);
  CHECK(report.generator.dropped == 1);
  REQUIRE(report.phases.size() == 2);
  CHECK(report.phases[0].late_start_ms.count == 2);
  CHECK(report.phases[0].late_start_ms.max == 2);
  CHECK(report.phases[1].late_start_ms.count == 1);
  CHECK(report.phases[1].late_start_ms.max == 4);
}

TEST_CASE("what the events say stands in the report") {
  SampleRun run;
  RunStarted started;
  started.seed = 42;
  started.version = "0.1.0";
  run.events[0].event = started;
  run.phase("a", PhaseKind::kBaseline, ms(0), ms(1'000));
  run.event(ms(10), NodeChanged{"db[0]", NodeState::kStarting, 7, ""});
  run.event(ms(500), NodeChanged{"db[0]", NodeState::kReady, 7, ""});
  run.event(ms(600), Warned{"a foreign listener"});
  run.event(ms(700),
            FailureExample{"users", "read", ErrorClass::kReset, 0, {}, "GET /", "", "", ""});
  run.event(ms(900), CleanedUp{{"process 7"}});
  run.end(ms(1'000));
  const Report report = run.report();
  CHECK(report.seed == 42);
  REQUIRE(report.nodes.size() == 2);
  CHECK(report.nodes[0].end_s == 0.5);
  CHECK(report.nodes[1].end_s == 1.0);
  CHECK(report.warnings.at(0).second == "a foreign listener");
  CHECK(report.examples.at(0).second.request == "GET /");
  CHECK(report.residue == std::vector<std::string>{"process 7"});
  CHECK(report.cleanup_checked);
  CHECK(report.duration_s == 1);
}

TEST_CASE("the records of a killed run end where they were last heard of") {
  SampleRun run;
  Phase planned;
  planned.name = "a";
  planned.duration = ms(60'000);
  run.scenario.phases.push_back(planned);
  run.event(ms(1'000), PhaseStarted{"a"});
  run.load(ms(1'000), ms(5'000));
  const Report report = run.report({.attempts_torn = true});
  CHECK_FALSE(report.records_complete);
  CHECK(report.status == RunStatus::kErrored);
  CHECK(report.verdict == Verdict::kInconclusive);
  REQUIRE(report.phases.size() == 1);
  CHECK_FALSE(report.phases[0].complete);
  CHECK(report.phases[0].end_s == Approx(4.96));
  CHECK(report.timeline.size() == 8);
  CHECK(report.timeline.back().end_s == Approx(4.96));
}

TEST_CASE("the order of the attempts does not matter") {
  SampleRun run = run_with_outage();
  run.gate(at_least(metric("availability", {"", ms(1'000), {}}), 0.9), "after");
  const Report sorted = run.report();
  Random random(9);
  for (std::size_t i = run.attempts.size(); i > 1; --i) {
    std::swap(run.attempts[i - 1], run.attempts[random.below(i)]);
  }
  const Report shuffled = run.report();
  CHECK(shuffled.faults[0].time_to_recover_s == sorted.faults[0].time_to_recover_s);
  CHECK(shuffled.faults[0].time_to_detect_s == sorted.faults[0].time_to_detect_s);
  CHECK(shuffled.gates[0].actual == sorted.gates[0].actual);
  REQUIRE(shuffled.timeline.size() == sorted.timeline.size());
  for (std::size_t i = 0; i < sorted.timeline.size(); ++i) {
    CHECK(shuffled.timeline[i].goodput_per_s == sorted.timeline[i].goodput_per_s);
    CHECK(shuffled.timeline[i].response_p99_ms == sorted.timeline[i].response_p99_ms);
  }
}

TEST_CASE("a million attempts are analysed") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(0), ms(300'000));
  run.phase("b", PhaseKind::kFault, ms(300'000), ms(600'000));
  run.fault("f", "b", ms(400'000), ms(410'000));
  run.end(ms(600'000));
  run.gate(at_most(metric("p99", {"", ms(5'000), {}}), 10));
  Analysis analysis(run.scenario, run.topology, run.events);
  Random random(1);
  std::vector<Attempt> block(1'000);
  for (std::int64_t i = 0; i < 1'000; ++i) {
    for (std::int64_t j = 0; j < 1'000; ++j) {
      const Nanoseconds due = std::chrono::microseconds(600 * (1'000 * i + j));
      block[static_cast<std::size_t>(j)] =
          ok_at(due, Nanoseconds(1'000'000 + static_cast<std::int64_t>(random.exponential(2e6))));
    }
    analysis.add(block);
  }
  const Report report = analysis.finish();
  CHECK(report.phases[0].figures.ok + report.phases[1].figures.ok == 1'000'000);
  CHECK(report.timeline.size() == 600);
  CHECK(report.verdict == Verdict::kPass);
}

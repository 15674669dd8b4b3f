// A run with client variants: each is judged as if it were a run of its own, and they are summed up
// side by side.
#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

namespace squall {
namespace {

Nanoseconds s(int count) { return std::chrono::seconds(count); }

/// Counted from `from`: calm [0 s, 4 s), fault phase [4 s, 12 s) with a kill from 5 s to 7 s,
/// clients failing from 5 s to `failing_to`; 20 operations a second.
struct Pass {
  std::string name;
  Nanoseconds from{}, failing_to{};
  bool complete = true;
};

void add(SampleRun& run, const Pass& pass, int index) {
  const auto event = [&](Nanoseconds at, Event what) {
    run.event(pass.from + at, std::move(what));
  };
  event(ms(-900), VariantStarted{pass.name, index, 2});
  event(ms(-800), HypothesisChecked{"ready", "start", true, "200", "200"});
  event(s(0), PhaseStarted{"calm"});
  event(s(4), PhaseEnded{"calm", "duration", true});
  event(s(4), PhaseStarted{"killed"});
  event(s(5) - ms(50), FaultInjecting{"kill-db", "kill", "killed", "db[0]", {"db[0]"}, s(5)});
  event(s(5), FaultInjected{"kill-db", "pid 1 got SIGKILL"});
  event(s(5) + ms(1), FaultEvidence{"kill-db", true, "pid 1 is gone"});
  event(s(7), FaultHealed{"kill-db", true, "pid 2 runs"});
  event(s(12), PhaseEnded{"killed", pass.complete ? "duration" : "aborted", pass.complete});
  event(s(12) + ms(100), VariantEnded{pass.name, pass.complete});
  const std::size_t first = run.attempts.size();
  run.load(pass.from, pass.from + s(5));
  run.load(pass.from + s(5), pass.from + pass.failing_to, false);
  run.load(pass.from + pass.failing_to, pass.from + s(12));
  for (std::size_t i = first; i < run.attempts.size(); ++i) {
    run.attempts[i].variant = static_cast<std::uint8_t>(index);
  }
}

/// "none" fails for 3 s of its fault phase, "retries" for 1 s, and each failure there was tried
/// twice.
SampleRun two_variants() {
  SampleRun run;
  Phase calm, killed;
  calm.name = "calm";
  killed.name = "killed";
  killed.kind = PhaseKind::kFault;
  FaultSpec fault;
  fault.name = "kill-db";
  fault.kind = "kill";
  killed.faults = {fault};
  run.scenario.phases = {calm, killed};
  run.scenario.variants.resize(2);
  run.scenario.variants[0].name = "none";
  run.scenario.variants[0].settings = "retry = false";
  run.scenario.variants[1].name = "retries";
  add(run, {"none", s(10), s(8)}, 0);
  add(run, {"retries", s(30), s(6)}, 1);
  // The second attempts of the failures of "retries".
  const std::vector<Attempt> before = run.attempts;
  for (const Attempt& attempt : before) {
    if (attempt.variant == 0 || attempt.outcome == Outcome::kOk) continue;
    Attempt first = attempt;
    first.final = false;
    first.operation_outcome = Outcome::kOk;
    run.attempts.push_back(first);
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].variant == 1 && before[i].outcome != Outcome::kOk) run.attempts[i].number = 1;
  }
  run.end(s(45));
  return run;
}

}  // namespace

TEST_CASE("each variant has its own phases, faults and gates") {
  SampleRun run = two_variants();
  run.gate(at_least(metric("availability"), 0.8), "killed");
  run.gate(at_most(metric("time_to_recover"), 0.5));
  const Report report = run.report();
  REQUIRE(report.phases.size() == 4);
  CHECK(report.phases[0].variant == "none");
  CHECK(report.phases[3].variant == "retries");
  CHECK(report.phases[3].name == "killed");
  CHECK(report.phases[3].start_s == 34);
  CHECK(report.phases[1].figures.operations == 160);
  CHECK(report.phases[1].figures.ok == 100);
  CHECK(report.phases[3].figures.ok == 140);
  REQUIRE(report.faults.size() == 2);
  CHECK(report.faults[0].variant == "none");
  CHECK(report.faults[0].time_to_recover_s == 1);
  CHECK(report.faults[1].variant == "retries");
  CHECK(report.faults[1].injected_at_s == 35);
  CHECK(report.faults[1].time_to_recover_s == 0);

  REQUIRE(report.gates.size() == 4);
  CHECK(report.gates[0].variant == "none");
  CHECK(report.gates[0].verdict == CheckVerdict::kFail);
  CHECK(report.gates[1].verdict == CheckVerdict::kFail);
  CHECK(report.gates[2].variant == "retries");
  CHECK(report.gates[2].verdict == CheckVerdict::kPass);
  CHECK(report.gates[3].verdict == CheckVerdict::kPass);
  CHECK(report.exit_code == 1);
  CHECK(report.reasons[0].starts_with("variant none: gate the gate in killed: 62.5 % is not"));
}

TEST_CASE("variants are summed up over their fault phases") {
  SampleRun run = two_variants();
  run.gate(at_least(metric("availability"), 0.8), "killed");
  const Report report = run.report();
  REQUIRE(report.variants.size() == 2);
  const VariantReport& none = report.variants[0];
  const VariantReport& retries = report.variants[1];
  CHECK(none.name == "none");
  CHECK(none.settings == "retry = false");
  CHECK(none.complete);
  CHECK(none.start_s == 10);
  CHECK(none.end_s == 22);
  CHECK(none.phases == std::vector<std::string>{"killed"});
  CHECK(none.figures.availability == 0.625);
  CHECK(none.figures.goodput_per_s == 12.5);
  CHECK(none.figures.retry_amplification == 1);
  CHECK(none.faults == 1);
  CHECK(none.impact);
  CHECK(none.time_to_recover_s == 1);
  CHECK(none.gates == std::array<std::size_t, 4>{0, 1, 0, 0});
  CHECK(retries.figures.availability == 0.875);
  CHECK(retries.figures.retries == 20);
  CHECK(retries.figures.retry_amplification == 1.125);
  CHECK(retries.gates == std::array<std::size_t, 4>{1, 0, 0, 0});
}

TEST_CASE("without a fault phase a variant is summed up over all but the warmup") {
  SampleRun run;
  run.event(s(1), VariantStarted{"only", 0, 1});
  run.phase("warm", PhaseKind::kWarmup, s(1), s(2));
  run.phase("calm", PhaseKind::kBaseline, s(2), s(4));
  run.phase("more", PhaseKind::kRecovery, s(4), s(5));
  run.event(s(5), VariantEnded{"only", true});
  run.end(s(6));
  run.load(s(1), s(5));
  const Report report = run.report();
  REQUIRE(report.variants.size() == 1);
  CHECK(report.variants[0].phases == std::vector<std::string>{"calm", "more"});
  CHECK(report.variants[0].figures.operations == 60);
  CHECK_FALSE(report.variants[0].time_to_recover_s);
}

TEST_CASE("a gate may judge one variant alone") {
  SampleRun run = two_variants();
  run.gate(at_least(metric("availability"), 0.8), "killed").variant = "retries";
  const Report report = run.report();
  REQUIRE(report.gates.size() == 1);
  CHECK(report.gates[0].variant == "retries");
  CHECK(report.exit_code == 0);
}

TEST_CASE("a variant's baseline is its own") {
  SampleRun run = two_variants();
  for (Attempt& attempt : run.attempts) {
    if (attempt.variant == 1) attempt.end *= 4;
  }
  run.scenario.phases[0].kind = PhaseKind::kBaseline;
  run.gate(condition(metric("p50"), Comparison::kLessEqual,
                     metric("p50", {.argument = {}, .scope = MetricUse::Scope::kBaselinePhase})),
           "killed");
  const Report report = run.report();
  REQUIRE(report.gates.size() == 2);
  CHECK(report.gates[0].verdict == CheckVerdict::kPass);
  CHECK(report.gates[1].verdict == CheckVerdict::kPass);
  CHECK(*report.gates[1].limit > 3 * *report.gates[0].limit);
}

TEST_CASE("a system that is not steady again fails the run, and the rest is not judged") {
  SampleRun run = two_variants();
  run.gate(at_least(metric("availability"), 0.5), "killed");
  std::vector<TimedEvent> events;
  for (TimedEvent& event : run.events) {
    if (event.at < s(30) - ms(850)) events.push_back(event);  // To the start of the second.
  }
  run.events = events;
  run.event(s(30), HypothesisChecked{"ready", "start", false, "503", "200"});
  run.event(s(30), Decided{"not_steady_again", "not steady again", 0});
  run.event(s(30), VariantEnded{"retries", false});
  run.end(s(31), "aborted");
  std::erase_if(run.attempts, [](const Attempt& attempt) { return attempt.variant == 1; });
  const Report report = run.report();
  CHECK(report.exit_code == 1);
  CHECK(report.reasons[0] ==
        "variant retries: hypothesis ready (start) was not met: expected 200, saw 503");
  REQUIRE(report.variants.size() == 2);
  CHECK_FALSE(report.variants[1].complete);
  CHECK(report.variants[1].figures.operations == 0);
  REQUIRE(report.gates.size() == 1);
  CHECK(report.gates[0].variant == "none");
}

TEST_CASE("the first variant's start decides whether the run began at all") {
  SampleRun run;
  run.event(s(1), VariantStarted{"none", 0, 2});
  run.event(s(2), HypothesisChecked{"ready", "start", false, "503", "200"});
  run.event(s(2), Decided{"not_started", "a hypothesis did not hold", 0});
  run.event(s(2), VariantEnded{"none", false});
  run.end(s(3), "aborted");
  const Report report = run.report();
  CHECK(report.exit_code == 4);
  CHECK(report.gates.empty());
}

TEST_CASE("records that end within a variant are judged as far as they go") {
  SampleRun run = two_variants();
  std::erase_if(run.events, [](const TimedEvent& event) { return event.at > s(38); });
  std::erase_if(run.attempts, [](const Attempt& attempt) { return attempt.intended > s(38); });
  run.gate(at_least(metric("availability"), 0.1), "killed");
  const Report report = run.report();
  CHECK_FALSE(report.records_complete);
  REQUIRE(report.variants.size() == 2);
  CHECK(report.variants[0].complete);
  CHECK_FALSE(report.variants[1].complete);
  CHECK(report.phases[3].end_s < 38.1);
  CHECK(report.gates[0].verdict == CheckVerdict::kPass);
  CHECK(report.gates[1].verdict == CheckVerdict::kInconclusive);
  CHECK(report.exit_code == 2);
}

}  // namespace squall

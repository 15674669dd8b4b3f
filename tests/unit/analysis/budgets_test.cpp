// Error budgets, by values computed by hand.
#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

using namespace squall;

namespace {

/// run_with_outage with an objective of 99.9 % in 30 days. Counted are the fault phase (10 s) and
/// the recovery (5 s): 300 operations, of which 76 failed (8.2 s to 12 s).
SampleRun with_slo(std::optional<Nanoseconds> faster_than = {}) {
  SampleRun run = run_with_outage();
  Slo& slo = run.scenario.slos.emplace_back();
  slo.name = "served";
  slo.objective = 0.999;
  slo.faster_than = faster_than;
  slo.window = std::chrono::hours(30 * 24);
  return run;
}

SloReport budget_of(const SampleRun& run) {
  const Report report = run.report();
  REQUIRE(report.slos.size() == 1);
  return report.slos.front();
}

}  // namespace

TEST_CASE("error budget: the share of bad operations, over the length of faults and recoveries") {
  const SloReport slo = budget_of(with_slo());
  CHECK(slo.operations == 300);
  CHECK(slo.bad == 76);
  CHECK(slo.stretch_s == Approx(15));
  CHECK(slo.budget_s == Approx(2592));  // 43 m 12 s
  CHECK(*slo.spent_s == Approx(3.8));   // 76 / 300 * 15 s
  CHECK(*slo.spent_share == Approx(3.8 / 2592));
  CHECK(*slo.burn_rate == Approx(76.0 / 300 / 0.001));
  CHECK(slo.complete);
}

TEST_CASE("error budget: with a limit, what was slower is bad as well") {
  SampleRun run = with_slo(ms(10));
  CHECK(budget_of(run).bad == 76);  // The others took 10 ms, which is not slower.
  run.attempts.push_back(ok_at(ms(17'010), ms(11)));
  const SloReport slo = budget_of(run);
  CHECK(slo.operations == 301);
  CHECK(slo.bad == 77);
  CHECK(slo.faster_than_s == 0.010);
}

TEST_CASE("error budget: only operations of faults and recoveries, and those that it is about") {
  SampleRun run = with_slo();
  SECTION("the baseline is none") {
    run.attempts.push_back(failed_at(ms(2'000)));
    CHECK(budget_of(run).operations == 300);
  }
  SECTION("a step") {
    run.scenario.slos[0].step = "write";
    Attempt& write = run.attempts.emplace_back(failed_at(ms(7'000)));
    write.step = 1;
    CHECK(budget_of(run).operations == 1);
    CHECK(*budget_of(run).burn_rate == Approx(1000));
  }
  SECTION("dropped operations and earlier attempts") {
    run.attempts.push_back(dropped_at(ms(7'000)));
    Attempt& earlier = run.attempts.emplace_back(failed_at(ms(7'000)));
    earlier.final = false;
    CHECK(budget_of(run).operations == 301);
    CHECK(budget_of(run).bad == 77);
  }
}

TEST_CASE("gates on error budgets are judged once for the run") {
  SampleRun run = with_slo();
  struct Row {
    const char* metric;
    const char* argument;
    double limit, actual;
  };
  const Row row = GENERATE(values<Row>({{"budget_spent", "served", 0.01, 3.8 / 2592},
                                        {"budget_spent", "", 0.001, 3.8 / 2592},
                                        {"burn_rate", "served", 14.4, 253.333333}}));
  CAPTURE(row.metric, row.limit);
  run.gate(at_most(metric(row.metric, {row.argument, {}, {}}), row.limit));
  const Report report = run.report();
  REQUIRE(report.gates.size() == 1);
  const GateReport& gate = report.gates.front();
  CHECK(gate.samples == 300);
  CHECK(*gate.actual == Approx(row.actual));
  CHECK((gate.verdict == CheckVerdict::kPass) == (row.actual <= row.limit));
}

TEST_CASE("an error budget without operations or with a phase cut short does not pass") {
  SampleRun run = with_slo();
  run.gate(at_most(metric("budget_spent", {"served", {}, {}}), 1));
  std::string reason;
  SECTION("no operation") {
    run.scenario.slos[0].step = "write";
    reason = "no operation was due in a fault phase or recovery";
    CHECK_FALSE(budget_of(run).spent_s);
  }
  SECTION("too few") {
    run.scenario.gates[0].min_samples = 301;
    reason = "300 samples, fewer than 301";
  }
  SECTION("cut short") {
    for (TimedEvent& event : run.events) {
      auto* ended = std::get_if<PhaseEnded>(&event.event);
      if (ended != nullptr && ended->phase == "after") ended->complete = false;
    }
    reason = "a phase was cut short";
    CHECK_FALSE(budget_of(run).complete);
  }
  const Report report = run.report();
  CHECK(report.gates.at(0).verdict == CheckVerdict::kInconclusive);
  CHECK(report.gates.at(0).reason == reason);
}

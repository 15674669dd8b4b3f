// The search for the capacity: which rates are tried, what a step's verdict is, what is reported.
#include <catch2/catch.hpp>
#include <vector>

#include "harness/analysis/capacity_search.h"
#include "harness/analysis/capacity_step.h"
#include "tests/unit/analysis/samples.h"

namespace squall {
namespace {

CapacitySpec spec(double from, double step, double to, int refine = 0) {
  CapacitySpec made;
  made.load = "users";
  made.from_per_s = from;
  made.step_per_s = step;
  made.to_per_s = to;
  made.refine = refine;
  made.until_breaks = {at_most(metric("p99"), 0.2), at_least(metric("availability"), 0.99)};
  return made;
}

/// The rates that are tried on a system that holds up to `limit`, and what becomes of it.
struct Tried {
  std::vector<double> rates;
  CapacityResult result;
  double held;
};
Tried search(const CapacitySpec& wanted, double limit) {
  CapacitySearch search(wanted);
  Tried tried{};
  while (const auto rate = search.next()) {
    tried.rates.push_back(*rate);
    search.add(*rate <= limit ? StepVerdict::kHeld : StepVerdict::kBroke);
  }
  tried.result = search.result();
  tried.held = search.held_per_s();
  return tried;
}

}  // namespace

TEST_CASE("a search climbs until a step breaks", "[capacity]") {
  const Tried tried = search(spec(50, 25, 1000), 120);
  CHECK(tried.rates == std::vector<double>{50, 75, 100, 125});
  CHECK(tried.result == CapacityResult::kFound);
  CHECK(tried.held == 100);
}

TEST_CASE("a search that multiplies, and one that ends at its last rate", "[capacity]") {
  CapacitySpec wanted = spec(100, 0, 900);
  wanted.factor = 2;
  const Tried tried = search(wanted, 1e9);
  CHECK(tried.rates == std::vector<double>{100, 200, 400, 800, 900});
  CHECK(tried.result == CapacityResult::kAtLeast);
  CHECK(tried.held == 900);
  CHECK(count_of_steps(wanted, 1000) == 5);
  CHECK(count_of_steps(spec(50, 25, 1000), 1000) == 39);
  CHECK(count_of_steps(spec(50, 25, 50), 1000) == 1);
  CHECK(count_of_steps(spec(1, 0.001, 1e6), 1000) == 1000);
  // However a power is rounded, the last step is tried once.
  wanted = spec(1, 0, 1.1 * 1.1 * 1.1);
  wanted.factor = 1.1;
  CHECK(search(wanted, 1e9).rates.size() == 4);
}

TEST_CASE("refining halves what is between held and broken", "[capacity]") {
  const Tried tried = search(spec(100, 100, 1000, 3), 330);
  CHECK(tried.rates == std::vector<double>{100, 200, 300, 400, 350, 325, 337.5});
  CHECK(tried.result == CapacityResult::kFound);
  CHECK(tried.held == 325);
}

TEST_CASE("where not even the first step holds, nothing is refined", "[capacity]") {
  const Tried tried = search(spec(100, 100, 1000, 3), 50);
  CHECK(tried.rates == std::vector<double>{100});
  CHECK(tried.result == CapacityResult::kNoneHeld);
  CHECK(tried.held == 0);
}

TEST_CASE("a step that the harness could not drive ends the climb without a capacity",
          "[capacity]") {
  CapacitySearch search(spec(100, 100, 1000, 3));
  search.add(StepVerdict::kHeld);
  search.add(StepVerdict::kHarnessLimit);
  CHECK_FALSE(search.next());
  CHECK(search.result() == CapacityResult::kHarnessLimit);

  CapacitySearch refining(spec(100, 100, 1000, 3));
  refining.add(StepVerdict::kHeld);
  refining.add(StepVerdict::kBroke);
  refining.add(StepVerdict::kHarnessLimit);
  CHECK_FALSE(refining.next());
  CHECK(refining.result() == CapacityResult::kFound);
  CHECK(refining.held_per_s() == 100);
}

TEST_CASE("a step is judged by the operations that were due in it", "[capacity]") {
  CapacityStepFold step(0, ms(1'000), ms(3'000));
  const auto verdict = [&] { return judge_step(spec(50, 25, 1000), step); };
  CHECK(verdict().verdict == StepVerdict::kBroke);  // Nothing to judge is no success.
  for (int i = 0; i < 200; ++i) step.add(ok_at(ms(1'000 + i * 10), ms(50)));
  CHECK(verdict().verdict == StepVerdict::kHeld);
  CHECK(verdict().reason.empty());

  Attempt other = failed_at(ms(1'500), ms(5'000));
  other.load = 1;
  step.add(other);
  for (int i = 0; i < 100; ++i) step.add(failed_at(ms(999)));
  for (int i = 0; i < 100; ++i) step.add(failed_at(ms(3'000)));
  CHECK(verdict().verdict == StepVerdict::kHeld);
  CHECK(step.tally().operations == 200);

  for (int i = 0; i < 3; ++i) step.add(ok_at(ms(2'000), ms(300)));
  CHECK(verdict().verdict == StepVerdict::kBroke);
  CHECK(verdict().reason == "p99 <= … broke: 300 ms");
}

TEST_CASE("a late or overrun harness is no verdict on the system", "[capacity]") {
  CapacityStepFold step(0, ms(1'000), ms(3'000));
  const auto add = [](CapacityStepFold& to, int count, Nanoseconds begun) {
    for (int i = 0; i < count; ++i) {
      Attempt attempt = ok_at(ms(1'500), ms(50));
      attempt.begun = begun;
      to.add(attempt);
    }
  };
  add(step, 198, ms(1));
  add(step, 2, ms(12));
  const auto verdict = [&] { return judge_step(spec(50, 25, 1000), step); };
  CHECK(verdict().verdict == StepVerdict::kHeld);  // 1 % may be late.
  CapacityStepFold late = step;
  add(late, 2, ms(16));
  const StepJudgement judged = judge_step(spec(50, 25, 1000), late);
  CHECK(judged.verdict == StepVerdict::kHarnessLimit);
  CHECK(judged.reason.starts_with("the harness was the limit: it began iterations late, p99 12"));

  // Only the start of an iteration is the harness's own; the first operation need not be step 0.
  Attempt later = ok_at(ms(1'500), ms(50));
  later.begun = ms(16);
  later.first = false;
  CapacityStepFold drawn = step;
  for (int i = 0; i < 10; ++i) drawn.add(later);
  CHECK(judge_step(spec(50, 25, 1000), drawn).verdict == StepVerdict::kHeld);
  later.first = true;
  later.step = 3;
  for (int i = 0; i < 10; ++i) drawn.add(later);
  CHECK(judge_step(spec(50, 25, 1000), drawn).verdict == StepVerdict::kHarnessLimit);

  // A missed start is one, whatever the steps behind it; none of them counts as an operation.
  Attempt missed = dropped_at(ms(2'000), ErrorClass::kGenerator);
  missed.iteration = 77;
  Attempt unreached = dropped_at(ms(2'000));
  unreached.iteration = 77;
  unreached.step = 1;
  step.add(missed);
  step.add(unreached);
  CHECK(step.missed() == 1);
  CHECK(step.tally().operations == 200);
  CHECK(verdict().verdict == StepVerdict::kHarnessLimit);

  // Starts are missed because the system holds every slot: it broke.
  for (int i = 0; i < 20; ++i) step.add(ok_at(ms(2'500), ms(900)));
  CHECK(verdict().verdict == StepVerdict::kBroke);
}

namespace {

/// A search with the given verdicts, one step a second from 1 s on, at 100/s, 200/s, …
SampleRun searched(const std::vector<std::string>& verdicts, const std::string& result,
                   double rate) {
  SampleRun run;
  run.phase("find", PhaseKind::kCapacity, ms(1'000), ms(20'000));
  run.scenario.phases.back().capacity = spec(100, 100, 1000);
  double step_rate = 100;
  Nanoseconds at = ms(1'000);
  for (const std::string& verdict : verdicts) {
    run.load(at, at + ms(1'000), true, ms(static_cast<std::int64_t>(1'000 / step_rate)));
    run.event(at + ms(1'000), CapacityStep{"find", "users", step_rate, at, at + ms(1'000), verdict,
                                           verdict == "held" ? "" : "p99 <= 200ms broke: 300 ms"});
    at += ms(1'500);
    step_rate += 100;
  }
  if (!result.empty()) run.event(at, CapacityFound{"find", "users", result, rate});
  run.end(ms(20'500));
  return run;
}

}  // namespace

TEST_CASE("what a search found is reported with its latency curve", "[capacity]") {
  SampleRun run = searched({"held", "held", "broke"}, "found", 200);
  run.gate(at_least(metric("capacity"), 150));
  run.gate(at_least(metric("capacity"), 250));
  const Report report = run.report();
  REQUIRE(report.capacities.size() == 1);
  const CapacityReport& search = report.capacities.front();
  CHECK(search.capacity_per_s == 200.0);
  CHECK(search.summary == "200/s held; at 300/s, p99 <= 200ms broke: 300 ms");
  REQUIRE(search.steps.size() == 3);
  CHECK(search.steps[0].figures.operations == 100);
  CHECK(search.steps[1].figures.goodput_per_s == Approx(200));
  CHECK(search.steps[2].verdict == "broke");
  CHECK(search.steps[2].figures.response_time_ms.p50 == Approx(10).epsilon(0.01));
  REQUIRE(report.gates.size() == 2);
  CHECK(report.gates[0].verdict == CheckVerdict::kPass);
  CHECK(report.gates[0].actual == 200.0);
  CHECK(report.gates[1].verdict == CheckVerdict::kFail);
}

TEST_CASE("a capacity that is not known is inconclusive, a lower bound may do", "[capacity]") {
  struct Row {
    std::string result;
    double rate, limit;
    CheckVerdict verdict;
    int exit_code;
  };
  const std::vector<Row> rows{
      {"at_least", 200, 150, CheckVerdict::kPass, 0},
      {"at_least", 200, 250, CheckVerdict::kInconclusive, 2},
      {"none_held", 0, 150, CheckVerdict::kFail, 1},
      {"harness_limit", 200, 150, CheckVerdict::kInconclusive, 2},
      {"", 0, 150, CheckVerdict::kInconclusive, 2},  // Cut short.
  };
  for (const Row& row : rows) {
    INFO(row.result << " " << row.limit);
    const bool none = row.result == "none_held";
    const bool all = row.result == "at_least" || row.result.empty();
    SampleRun run = searched(none  ? std::vector<std::string>{"broke"}
                             : all ? std::vector<std::string>{"held", "held"}
                                   : std::vector<std::string>{"held", "held", "harness_limit"},
                             row.result, row.rate);
    run.gate(at_least(metric("capacity"), row.limit));
    const Report report = run.report();
    REQUIRE(report.gates.size() == 1);
    CHECK(report.gates[0].verdict == row.verdict);
    CHECK(report.exit_code == row.exit_code);
  }
  SampleRun upper = searched({"held", "held"}, "at_least", 200);
  upper.gate(at_most(metric("capacity"), 500));  // A lower bound says nothing of an upper limit.
  CHECK(upper.report().gates.at(0).verdict == CheckVerdict::kInconclusive);
}

TEST_CASE("gates without a phase leave the search alone", "[capacity]") {
  SampleRun run = searched({"held", "broke"}, "found", 100);
  run.gate(at_least(metric("availability"), 0.99));
  CHECK(run.report().gates.at(0).reason == "no phase that it judges began");
  run.scenario.gates[0].phase = "find";
  CHECK(run.report().gates.at(0).verdict == CheckVerdict::kPass);
}

}  // namespace squall

#include "harness/analysis/verdict.h"

#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

using namespace squall;

namespace {

/// A run in which nothing is wrong yet: one fault with evidence, one gate that is met.
SampleRun good_run() {
  SampleRun run = run_with_outage();
  run.gate(at_least(metric("availability"), 0.1));
  return run;
}

RunEnded& ended(SampleRun& run) {
  for (TimedEvent& event : run.events) {
    if (auto* found = std::get_if<RunEnded>(&event.event)) return *found;
  }
  throw std::logic_error("no end");
}

void remove_end(SampleRun& run) {
  for (std::size_t i = 0; i < run.events.size(); ++i) {
    if (!std::holds_alternative<RunEnded>(run.events[i].event)) continue;
    run.events.erase(run.events.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

// What can be wrong, in the order of precedence; each changes a good run.
void internal_error(SampleRun& run) { ended(run) = {"errored", "the reaper died", 0, 0}; }
void hypothesis_at_start(SampleRun& run) {
  run.event(ms(500), HypothesisChecked{"ready", "start", false, "503", "status 200"});
}
void gate_failed(SampleRun& run) { run.gate(at_least(metric("availability"), 1.01), "calm"); }
void hypothesis_at_end(SampleRun& run) {
  run.event(ms(21'000), HypothesisChecked{"ready", "end", false, "503", "status 200"});
}
void residue(SampleRun& run) { run.event(ms(21'500), CleanedUp{{"process 7", "port 80"}}); }
void interrupted(SampleRun& run) { ended(run) = {"interrupted", "signal 15", 15, 0}; }
void aborted(SampleRun& run) {
  run.event(ms(9'000), Decided{"abort", "availability(10s) < 5%", 0.02});
  if (ended(run).status == "completed") ended(run).status = "aborted";
}
void no_evidence(SampleRun& run) {
  for (TimedEvent& event : run.events) {
    if (auto* evidence = std::get_if<FaultEvidence>(&event.event))
      *evidence = {"kill-db", false, ""};
  }
}
void heal_failed(SampleRun& run) { run.event(ms(11'001), FaultHealed{"kill-db", false, "exit 1"}); }
void lost_records(SampleRun& run) { ended(run).lost_records = 3; }
void gate_inconclusive(SampleRun& run) {
  run.gate(at_least(metric("availability"), 0)).step = "write";
}
void checker_unknown(SampleRun& run) {
  run.scenario.checkers.push_back({"loss", "durability", {}});
}
void no_operations(SampleRun& run) {
  run.attempts.clear();
  run.scenario.gates.clear();
}
void failed_fault(SampleRun& run) {
  run.event(ms(16'500), FaultInjecting{"second", "stop", "after", "db", {"db"}, ms(16'500)});
  run.event(ms(16'500), FaultFailed{"second", "no such process"});
}

struct Row {
  void (*spoil)(SampleRun&);
  int exit_code;
  Verdict verdict;
  const char* reason;
};

const std::vector<Row>& rows() {
  constexpr Verdict kNone = Verdict::kInconclusive;
  static const std::vector<Row> kRows{
      {internal_error, 70, kNone, "internal error: the reaper died"},
      {hypothesis_at_start, 4, kNone,
       "hypothesis ready (start) was not met: expected status 200, saw 503"},
      {gate_failed, 1, Verdict::kFail, "gate the gate in calm: 100 % is not >= 101 %"},
      {hypothesis_at_end, 1, Verdict::kFail,
       "hypothesis ready (end) was not met: expected status 200, saw 503"},
      {residue, 5, Verdict::kFail, "cleanup left residue: process 7 and port 80"},
      {interrupted, 143, kNone, "interrupted by signal 15"},
      {aborted, 2, kNone, "the run was aborted: availability(10s) < 5%"},
      {no_evidence, 2, kNone, "no evidence that fault kill-db took effect"},
      {heal_failed, 2, kNone, "fault kill-db could not be healed: exit 1"},
      {failed_fault, 2, kNone, "fault second was not injected: no such process"},
      {lost_records, 2, kNone, "3 records were lost"},
      {gate_inconclusive, 2, kNone, "gate the gate in calm: no samples"},
      {checker_unknown, 2, kNone, "checker loss cannot tell: no write was acknowledged"},
      {no_operations, 2, kNone, "no operation was recorded"},
  };
  return kRows;
}

}  // namespace

TEST_CASE("an interrupted run says how much was under way, which is neither ok nor failed") {
  SampleRun run = good_run();
  const Report before = run.report();
  Attempt cut = failed_at(run.attempts.back().intended, ms(10), ErrorClass::kCutOff);
  cut.begun = ms(7);
  run.attempts.push_back(cut);
  run.event(ms(21'000), LoadEnded{1000, 0, 1});
  interrupted(run);
  const Report report = run.report();
  CHECK(report.reasons == std::vector<std::string>{
                              "interrupted by signal 15; what was under way then (1) counts in no "
                              "figure"});
  const Figures& figures = report.phases.back().figures;
  CHECK(figures.operations == before.phases.back().figures.operations);
  CHECK(figures.attempts == before.phases.back().figures.attempts);
  CHECK(figures.response_time_ms.count == before.phases.back().figures.response_time_ms.count);
  // It was begun all the same.
  const LatencySummary& late = report.generator.late_start_ms;
  CHECK(late.count == before.generator.late_start_ms.count + 1);
  CHECK(late.max == Approx(7).epsilon(0.01));
}

TEST_CASE("a run in which all is well passes") {
  const Report report = good_run().report();
  CHECK(report.exit_code == 0);
  CHECK(report.verdict == Verdict::kPass);
  CHECK(report.status == RunStatus::kCompleted);
  CHECK(report.reasons.empty());
}

TEST_CASE("whatever is wrong has its exit code, verdict and reason") {
  for (const Row& row : rows()) {
    CAPTURE(row.reason);
    SampleRun run = good_run();
    row.spoil(run);
    const Report report = run.report();
    CHECK(report.exit_code == row.exit_code);
    CHECK(report.verdict == row.verdict);
    REQUIRE_FALSE(report.reasons.empty());
    CHECK(report.reasons[0] == row.reason);
  }
}

TEST_CASE("of two exit codes the one that comes first in the table decides, and both are said") {
  for (std::size_t i = 0; i < rows().size(); ++i) {
    for (std::size_t j = i + 1; j < rows().size(); ++j) {
      const Row& first = rows()[i];
      const Row& second = rows()[j];
      if (second.spoil == no_operations) continue;  // It takes away what the others need.
      CAPTURE(first.reason, second.reason);
      SampleRun run = good_run();
      first.spoil(run);
      // Both end the run in their own way: the journal has only one end.
      if (second.spoil == interrupted && first.spoil == internal_error) continue;
      second.spoil(run);
      const Report report = run.report();
      CHECK(report.exit_code == first.exit_code);
      CHECK(std::count(report.reasons.begin(), report.reasons.end(), first.reason) == 1);
      CHECK(std::count(report.reasons.begin(), report.reasons.end(), second.reason) == 1);
    }
  }
}

TEST_CASE("a topology that did not start is exit 4, and nothing else is judged") {
  SampleRun run;
  run.gate(at_least(metric("availability"), 0.99));
  run.event(ms(100), Decided{"not_started", "db[0] exited with 1", 0});
  run.end(ms(200), GENERATE("aborted", "errored"));
  const Report report = run.report();
  CHECK(report.exit_code == 4);
  CHECK(report.gates.empty());
  CHECK(report.reasons ==
        std::vector<std::string>{"the topology did not start: db[0] exited with 1"});
}

TEST_CASE("a killed run is inconclusive, unless something failed") {
  SampleRun run = good_run();
  remove_end(run);
  Report report = run.report();
  CHECK(report.status == RunStatus::kErrored);
  CHECK_FALSE(report.records_complete);
  CHECK(report.exit_code == 2);
  CHECK(report.reasons.at(0) == "the run was killed: its journal has no end");
  gate_failed(run);
  report = run.report();
  CHECK(report.exit_code == 1);
  CHECK(report.verdict == Verdict::kFail);
}

TEST_CASE("records in bad condition are inconclusive") {
  const SampleRun run = good_run();
  const auto reason = [&](const RecordsCondition& records) {
    const Report report = run.report(records);
    CHECK(report.exit_code == 2);
    return report.reasons.at(0);
  };
  CHECK(reason({.journal_torn = true}) == "the records are cut off");
  CHECK(reason({.attempts_torn = true}) == "the records are cut off");
  CHECK(reason({.corrupt_lines = 2}) == "2 lines of the journal are corrupt");
  CHECK(reason({.attempts_missing = true}) == "the records of operations are missing");
  CHECK(reason({.corrupt_blocks = 1}) == "1 blocks of the records of operations are corrupt");
}

TEST_CASE("hypotheses: the last word counts at the start and the end, every word in between") {
  struct Row {
    const char* when;
    std::vector<bool> met;
    int exit_code;
  };
  const Row row = GENERATE(
      Row{"start", {false, true}, 0}, Row{"start", {true, false}, 4}, Row{"end", {false, true}, 0},
      Row{"end", {true, false}, 1}, Row{"continuous", {true, true}, 0},
      Row{"continuous", {true, false, true}, 1}, Row{"during_fault", {false, true}, 1});
  CAPTURE(row.when, row.met);
  SampleRun run = good_run();
  for (const bool met : row.met) {
    run.event(ms(20'000), HypothesisChecked{"h", row.when, met, "a", "b"});
  }
  CHECK(run.report().exit_code == row.exit_code);
}

TEST_CASE("interrupted by Ctrl-C is 130") {
  SampleRun run = good_run();
  ended(run) = {"interrupted", "signal 2", 2, 0};
  CHECK(run.report().exit_code == 130);
}

TEST_CASE("a run without anything to judge is no pass") {
  const Report report = run_with_outage().report();
  CHECK(report.exit_code == 2);
  CHECK(report.reasons.front() == "nothing was judged: there is no gate, hypothesis or checker");
}

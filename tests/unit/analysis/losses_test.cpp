// Recovery point and recovery time, and the gates on them.
#include "harness/analysis/losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

/// Faults from 10 s to 15 s and from 30 s to 32 s, the end at 60 s.
History two_faults() {
  History history;
  history.last_event = ms(60'000);
  for (const auto& [injected, healed] : {std::pair(10'000, 15'000), std::pair(30'000, 32'000)}) {
    FaultSpan& fault = history.faults.emplace_back();
    fault.injected = ms(injected);
    fault.healed = ms(healed);
  }
  return history;
}

/// run_with_outage (a kill from 8 s to 11 s, clients served again from 12 s), in which key 0 was
/// written at 1, 3, 5 and 7 s (values 1, 2, 3, 4), and read at the end by the harness.
SampleRun with_writes(std::uint64_t found_at_end) {
  SampleRun run = run_with_outage();
  std::vector<Step>& steps = run.topology.workloads[0].steps;
  steps[0].ledger = LedgerUse::kRead;
  steps[1].ledger = LedgerUse::kWrite;
  run.topology.workloads.push_back(
      {.name = "look", .title = {}, .each_node = {}, .steps = {steps[0]}});
  ReadBack& read = run.scenario.read_backs.emplace_back();
  read.workload = "look";
  read.load = 0;
  read.after = true;
  run.scenario.checkers.push_back({"lasting", "durability", {}, {0}});
  for (const std::uint64_t value : std::vector<std::uint64_t>{1, 2, 3, 4}) {
    Attempt& write = run.attempts.emplace_back(ok_at(ms(static_cast<int>(value) * 2'000 - 1'000)));
    write.step = 1;
    write.key_hash = key_number(0);
    write.value_hash = value;
  }
  if (found_at_end == 0) return run;
  Attempt& read_back = run.attempts.emplace_back(ok_at(ms(21'500)));
  read_back.purpose = Purpose::kReadBack;
  read_back.load = 1;
  read_back.key_hash = key_number(0);
  read_back.value_hash = found_at_end;
  return run;
}

/// A client reads key 0.
void read(SampleRun& run, int at, std::uint64_t found) {
  Attempt& read = run.attempts.emplace_back(ok_at(ms(at)));
  read.key_hash = key_number(0);
  read.value_hash = found;
}

Report report_of(SampleRun run) {
  std::stable_sort(run.attempts.begin(), run.attempts.end(), [](const auto& a, const auto& b) {
    return a.intended + a.end < b.intended + b.end;
  });
  return run.report();
}

GateReport gate_of(SampleRun run, Condition condition) {
  run.gate(std::move(condition));
  const Report report = report_of(std::move(run));
  REQUIRE(report.gates.size() == 1);
  return report.gates.front();
}

}  // namespace

TEST_CASE("recovery point: to the next fault, or to the end of what was in force") {
  const History history = two_faults();
  const auto point = [&](int acknowledged) { return recovery_point_s(history, ms(acknowledged)); };
  CHECK(point(9'000) == Approx(1));
  CHECK(point(11'000) == Approx(4));      // While the first was in force: to its healing.
  CHECK(point(20'000) == Approx(10));     // To the second injection.
  CHECK(point(50'000) == Approx(10));     // No fault comes any more: to the end.
  CHECK(point(10'000) == Approx(0.001));  // What is lost is lost.
  CHECK(point(60'000) == Approx(0.001));
}

TEST_CASE("rpo: how far back acknowledged writes were lost") {
  struct Row {
    std::uint64_t found;
    double rpo;
  };
  const Row row = GENERATE(values<Row>({{4, 0},          // The newest is there.
                                        {2, 8 - 5.010},  // Since the one at 5 s.
                                        {3, 8 - 7.010},  // The newest alone is lost.
                                        {kAbsent, 8 - 1.010}}));
  CAPTURE(row.found);
  const GateReport gate = gate_of(with_writes(row.found), at_most(metric("rpo"), 1));
  REQUIRE(gate.actual);
  CHECK(*gate.actual == Approx(row.rpo));
  CHECK(gate.samples == 4);
  CHECK(gate.phase.empty());
  CHECK((gate.verdict == CheckVerdict::kPass) == (row.rpo <= 1));
  if (row.found == 2) CHECK(gate.reason == "2.99 s is not <= 1 s");
}

TEST_CASE("rpo: where it cannot be told there is none") {
  const std::string number_of_key = fmt::format("{:016x}", key_number(0));
  const Condition none_lost = at_most(metric("rpo"), 0);
  SampleRun run = with_writes(4);
  std::string reason;
  SECTION("a key was not read back") {
    run = with_writes(0);
    reason = "checker lasting cannot tell: key " + number_of_key + " could not be read back";
  }
  SECTION("nothing was written") {
    std::erase_if(run.attempts, [](const Attempt& each) { return each.step == 1; });
    reason = "checker lasting cannot tell: no write was acknowledged";
  }
  SECTION("no checker looked") {
    run.scenario.checkers.clear();
    reason = "no checker of durability looked for lost writes";
  }
  SECTION("a phase was cut short") {
    std::get<PhaseEnded>(run.events.at(run.events.size() - 2).event).complete = false;
    reason = "a phase was cut short";
  }
  const GateReport gate = gate_of(std::move(run), none_lost);
  CHECK(gate.verdict == CheckVerdict::kInconclusive);
  CHECK(gate.reason == reason);
}

TEST_CASE("rto: until clients are served and what was acknowledged can be read again") {
  const Condition limit = at_most(metric("rto"), 4.5);
  SampleRun run = with_writes(4);
  double rto = 4;
  SECTION("nothing was missing: the time to recover from the injection") {}
  SECTION("data was missing for longer") {
    read(run, 13'000, 2);
    rto = 5;
  }
  SECTION("data was missing, but not for longer") { read(run, 9'000, 2); }
  SECTION("what was written after the fault is no matter of its recovery") {
    Attempt& write = run.attempts.emplace_back(ok_at(ms(14'000)));
    write.step = 1;
    write.key_hash = key_number(0);
    write.value_hash = 5;
    run.attempts.at(run.attempts.size() - 2).value_hash = 5;
    read(run, 15'000, 4);
  }
  SECTION("what is lost for good is a matter of rpo") {
    run = with_writes(2);
    read(run, 13'000, 2);
  }
  SECTION("no checker looks") { run.scenario.checkers.clear(); }
  const GateReport gate = gate_of(run, limit);
  REQUIRE(gate.actual);
  CHECK(*gate.actual == Approx(rto));
  CHECK((gate.verdict == CheckVerdict::kPass) == (rto <= 4.5));
  CHECK(*report_of(run).faults.at(0).rto_s == Approx(rto));
}

TEST_CASE("rto: a checker that cannot tell leaves none; never recovered fails") {
  SampleRun run = with_writes(0);
  const GateReport gate = gate_of(run, at_most(metric("rto"), 100));
  CHECK(gate.verdict == CheckVerdict::kInconclusive);
  CHECK(gate.reason == "no checker of durability could tell");
  run = with_writes(4);
  std::erase_if(run.attempts, [](const Attempt& each) {
    return each.purpose == Purpose::kLoad && each.intended >= ms(8'200);
  });
  const GateReport never = gate_of(run, at_most(metric("rto"), 5));
  CHECK(never.verdict == CheckVerdict::kFail);
}

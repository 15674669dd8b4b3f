#include "harness/analysis/checkers/checkers.h"

#include <algorithm>

#include "harness/analysis/checkers/kinds.h"

namespace squall {
namespace {

// Engines record an operation when it ends; what was recorded in the same turn may be a little
// older.
constexpr Nanoseconds kOutOfOrder = std::chrono::milliseconds(100);

std::string doubt_about(const RecordsCondition& records, bool ended, bool in_order,
                        std::uint64_t attempts) {
  if (records.attempts_missing || attempts == 0) return "there are no records of operations";
  if (records.attempts_torn || records.journal_torn) return "the records are cut off";
  if (records.corrupt_blocks > 0 || records.corrupt_lines > 0) return "the records are damaged";
  if (!ended) return "the run was killed: its records have no end";
  if (!in_order) return "the records are not in the order in which operations ended";
  return "";
}

}  // namespace

Checkers::Checkers(const Scenario& scenario, const Topology& topology, const History& history) {
  for (const CheckerSpec& spec : scenario.checkers) {
    auto made = make_checker(spec, CheckerScope(scenario, topology, history, spec));
    if (made) checkers_.emplace_back(&spec, std::move(made));
  }
}

void Checkers::check_order(const Attempt& attempt) {
  // Attempts that are not the last of their operation are recorded when the next one begins.
  if (!attempt.final || attempt.operation_outcome == Outcome::kDropped) return;
  const Nanoseconds end = attempt.intended + attempt.end;
  if (end + kOutOfOrder < newest_end_) in_order_ = false;
  newest_end_ = std::max(newest_end_, end);
}

void Checkers::add(const Attempt& attempt) {
  ++attempts_;
  check_order(attempt);
  for (const auto& [spec, checker] : checkers_) checker->add(attempt);
}

std::vector<CheckerReport> Checkers::finish(const RecordsCondition& records, bool ended) {
  std::vector<CheckerReport> reports;
  const std::string doubt = doubt_about(records, ended, in_order_, attempts_);
  for (const auto& [spec, checker] : checkers_) {
    CheckerReport& report = reports.emplace_back();
    report.name = spec->name;
    report.kind = spec->kind;
    checker->finish(report);
    if (doubt.empty()) continue;
    // What such a history shows may be due to what it lacks.
    report.verdict = CheckVerdict::kInconclusive;
    report.reason = doubt;
  }
  return reports;
}

}  // namespace squall

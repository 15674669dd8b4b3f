#include "harness/analysis/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "harness/core/text.h"

namespace squall {
namespace {

constexpr int kPass = 0, kFailed = 1, kInconclusive = 2, kNotStarted = 4, kResidue = 5;
constexpr int kInternal = 70;

template <typename T>
const T* find_last(const std::vector<TimedEvent>& events) {
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (const T* found = std::get_if<T>(&event->event)) return found;
  }
  return nullptr;
}

const Decided* find_decision(const std::vector<TimedEvent>& events, std::string_view what) {
  for (const TimedEvent& event : events) {
    const auto* decided = std::get_if<Decided>(&event.event);
    if (decided != nullptr && decided->what == what) return decided;
  }
  return nullptr;
}

RunStatus status_of(const RunEnded* ended) {
  if (ended == nullptr) return RunStatus::kErrored;
  for (const RunStatus status :
       {RunStatus::kCompleted, RunStatus::kAborted, RunStatus::kInterrupted}) {
    if (name(status) == ended->status) return status;
  }
  return RunStatus::kErrored;
}

/// "variant no-retry: ", where there are variants.
std::string of_variant(const std::string& variant) {
  return variant.empty() ? "" : fmt::format("variant {}: ", variant);
}

/// "gate availability in node-killed: 93.1 % is not >= 99 %"
std::string describe(const GateReport& gate) {
  return fmt::format("{}gate {}{}{}: {}", of_variant(gate.variant), gate.name,
                     gate.phase.empty() ? "" : " in ", gate.phase, gate.reason);
}

std::string describe(const HypothesisReport& hypothesis) {
  return fmt::format("{}hypothesis {} ({}) was not met: expected {}, saw {}",
                     of_variant(hypothesis.variant), hypothesis.name, hypothesis.when,
                     hypothesis.expected, hypothesis.actual);
}

/// Collects what is to be said, each under its exit code; they are added in order of precedence.
class Reasons {
 public:
  void add(int exit_code, std::string reason) {
    if (reasons_.empty()) exit_code_ = exit_code;
    reasons_.push_back(std::move(reason));
  }
  int exit_code() const { return exit_code_; }
  std::vector<std::string> take() { return std::move(reasons_); }

 private:
  int exit_code_ = kPass;
  std::vector<std::string> reasons_;
};

/// Before any fault. The start of a later variant comes after the faults of the one before it.
bool is_at_start(const HypothesisReport& hypothesis, const Report& report) {
  const bool later = report.variants.size() > 1 && !hypothesis.variant.empty() &&
                     hypothesis.variant != report.variants.front().name;
  return hypothesis.when == "start" && !later;
}

/// The last result of every hypothesis at the start and at the end; one that is watched all the
/// time must never fail, so its first failure stands for it.
std::vector<const HypothesisReport*> unmet(const Report& report, bool at_start) {
  std::map<std::tuple<std::string, std::string, std::string>, const HypothesisReport*> results;
  for (const HypothesisReport& hypothesis : report.hypotheses) {
    if (is_at_start(hypothesis, report) != at_start) continue;
    const HypothesisReport*& result =
        results[{hypothesis.variant, hypothesis.name, hypothesis.when}];
    const bool watched = hypothesis.when != "start" && hypothesis.when != "end";
    if (result == nullptr || !watched || result->met) result = &hypothesis;
  }
  std::vector<const HypothesisReport*> found;
  for (const auto& [key, result] : results) {
    if (!result->met) found.push_back(result);
  }
  std::sort(found.begin(), found.end(),
            [](const auto* a, const auto* b) { return a->at_s < b->at_s; });
  return found;
}

const Decided* find_not_started(const std::vector<TimedEvent>& events) {
  const Decided* decided = find_decision(events, "not_started");
  return decided != nullptr ? decided : find_decision(events, "not_steady_at_start");
}

void add_not_started(const Report& report, const std::vector<TimedEvent>& events,
                     Reasons& reasons) {
  const Decided* decided = find_not_started(events);
  for (const HypothesisReport* hypothesis : unmet(report, true)) {
    reasons.add(kNotStarted, describe(*hypothesis));
    decided = nullptr;  // Says the same again.
  }
  if (decided != nullptr) {
    reasons.add(kNotStarted, fmt::format("the topology did not start: {}", decided->detail));
  }
}

void add_failures(const Report& report, Reasons& reasons) {
  for (const GateReport& gate : report.gates) {
    if (gate.verdict == CheckVerdict::kFail) reasons.add(kFailed, describe(gate));
  }
  for (const HypothesisReport* hypothesis : unmet(report, false)) {
    reasons.add(kFailed, describe(*hypothesis));
  }
  for (const CheckerReport& checker : report.checkers) {
    if (checker.verdict != CheckVerdict::kFail) continue;
    reasons.add(kFailed,
                fmt::format("{}checker {}: {}", of_variant(checker.variant), checker.name,
                            checker.examples.empty() ? "failed" : checker.examples.front().text));
  }
}

void add_fault_doubts(const Report& report, Reasons& reasons) {
  for (const FaultReport& fault : report.faults) {
    if (!fault.injected_at_s) {
      reasons.add(kInconclusive, fmt::format("{}fault {} was not injected: {}",
                                             of_variant(fault.variant), fault.name, fault.failure));
    } else if (!fault.evidence_confirmed) {
      reasons.add(kInconclusive, fmt::format("{}no evidence that fault {} took effect{}{}",
                                             of_variant(fault.variant), fault.name,
                                             fault.evidence.empty() ? "" : ": ", fault.evidence));
    }
    if (!fault.heal_ok) {
      reasons.add(kInconclusive,
                  fmt::format("{}fault {} could not be healed: {}", of_variant(fault.variant),
                              fault.name, fault.healed_detail));
    }
  }
}

void add_record_doubts(const RunEnded* ended, const RecordsCondition& records, Reasons& reasons) {
  if (ended == nullptr) {
    reasons.add(kInconclusive, "the run was killed: its journal has no end");
  } else if (ended->lost_records > 0) {
    reasons.add(kInconclusive, fmt::format("{} records were lost", ended->lost_records));
  }
  if (records.corrupt_lines > 0) {
    reasons.add(kInconclusive,
                fmt::format("{} lines of the journal are corrupt", records.corrupt_lines));
  }
  if (records.attempts_missing) reasons.add(kInconclusive, "the records of operations are missing");
  if (records.corrupt_blocks > 0) {
    reasons.add(kInconclusive, fmt::format("{} blocks of the records of operations are corrupt",
                                           records.corrupt_blocks));
  }
  if (ended != nullptr && (records.journal_torn || records.attempts_torn)) {
    reasons.add(kInconclusive, "the records are cut off");
  }
}

void add_doubts(const Report& report, const std::vector<TimedEvent>& events,
                const RecordsCondition& records, Reasons& reasons) {
  const RunEnded* ended = find_last<RunEnded>(events);
  if (const Decided* abort = find_decision(events, "abort")) {
    reasons.add(kInconclusive, fmt::format("the run was aborted: {}", abort->detail));
  } else if (report.status == RunStatus::kAborted) {
    reasons.add(kInconclusive, fmt::format("the run was aborted: {}", ended->reason));
  }
  add_record_doubts(ended, records, reasons);
  add_fault_doubts(report, reasons);
  for (const GateReport& gate : report.gates) {
    const bool matters = gate.severity == Gate::Severity::kFail;
    if (matters && gate.verdict == CheckVerdict::kInconclusive) {
      reasons.add(kInconclusive, describe(gate));
    }
  }
  for (const std::string& hypothesis : report.unwatched) {
    reasons.add(kInconclusive, fmt::format("hypothesis {} was never checked", hypothesis));
  }
  for (const CapacityReport& search : report.capacities) {
    if (search.result == "harness_limit" || search.result == "incomplete") {
      reasons.add(kInconclusive,
                  fmt::format("the capacity of {} is {}", search.load, search.summary));
    }
  }
  for (const CheckerReport& checker : report.checkers) {
    if (checker.verdict != CheckVerdict::kInconclusive) continue;
    reasons.add(kInconclusive,
                fmt::format("{}checker {} cannot tell: {}", of_variant(checker.variant),
                            checker.name, checker.reason));
  }
  const bool idle = std::all_of(report.phases.begin(), report.phases.end(),
                                [](const PhaseReport& p) { return p.figures.operations == 0; });
  if (!report.phases.empty() && idle) {
    reasons.add(kInconclusive, "no operation was recorded");
  }
  if (report.gates.empty() && report.checkers.empty() && report.hypotheses.empty()) {
    reasons.add(kInconclusive, "nothing was judged: there is no gate, hypothesis or checker");
  }
}

std::string interruption(const RunEnded& ended, const LoadEnded* load) {
  const std::uint64_t open = load == nullptr ? 0 : load->open_at_end;
  const std::string cut = fmt::format("; what was under way then ({}) counts in no figure", open);
  return fmt::format("interrupted by signal {}{}", ended.signal, open == 0 ? "" : cut);
}

Verdict verdict_of(int exit_code) {
  switch (exit_code) {
    case kPass:
      return Verdict::kPass;
    case kFailed:
    case kResidue:
      return Verdict::kFail;
    default:
      return Verdict::kInconclusive;
  }
}

}  // namespace

void judge(Report& report, const std::vector<TimedEvent>& events, const RecordsCondition& records) {
  const RunEnded* ended = find_last<RunEnded>(events);
  report.status = status_of(ended);
  report.records_complete = ended != nullptr;

  Reasons reasons;
  const bool not_started = find_not_started(events) != nullptr;
  if (ended != nullptr && report.status == RunStatus::kErrored && !not_started) {
    reasons.add(kInternal, fmt::format("internal error: {}", ended->reason));
  }
  add_not_started(report, events, reasons);
  add_failures(report, reasons);
  if (!report.residue.empty()) {
    reasons.add(kResidue, fmt::format("cleanup left residue: {}", join_names(report.residue)));
  }
  if (report.status == RunStatus::kInterrupted) {
    reasons.add(128 + ended->signal, interruption(*ended, find_last<LoadEnded>(events)));
  }
  if (!not_started) add_doubts(report, events, records, reasons);
  report.exit_code = reasons.exit_code();
  report.reasons = reasons.take();
  report.verdict = verdict_of(report.exit_code);
}

}  // namespace squall

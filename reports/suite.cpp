#include "reports/suite.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/junit.h"
#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

void take_most(std::optional<double>& most, std::optional<double> value) {
  if (value && (!most || *most < *value)) most = value;
}

SuiteFigures figures_of(const Report& report) {
  SuiteFigures figures;
  for (const PhaseReport& phase : report.phases) {
    if (phase.kind == PhaseKind::kWarmup) continue;
    const auto& availability = phase.figures.availability;
    if (availability) {
      figures.availability = std::min(figures.availability.value_or(1), *availability);
    }
    const LatencySummary& response = phase.figures.response_time_ms;
    if (response.count > 0) take_most(figures.response_p99_ms, response.p99);
  }
  for (const FaultReport& fault : report.faults) {
    if (!fault.injected_at_s) continue;
    take_most(figures.time_to_detect_s, fault.time_to_detect_s);
    take_most(figures.time_to_recover_s, fault.time_to_recover_s);
    figures.never_recovered |= fault.impact && !fault.time_to_recover_s;
  }
  return figures;
}

}  // namespace

void add_report(SuiteEntry& entry, const Report& report) {
  entry.state = SuiteState::kRan;
  entry.title = report.title;
  entry.reason = deciding_reason(report);
  entry.verdict = report.verdict;
  entry.exit_code = report.exit_code;
  entry.seed = report.seed;
  entry.duration_s = report.duration_s;
  entry.topology = topology_text(report);
  entry.evidence = first_evidence(report);
  entry.figures = figures_of(report);
  entry.junit = junit_suite_of(report);
  entry.junit.name = entry.name;
}

SuiteCounts counts_of(const Suite& suite) {
  SuiteCounts counts;
  for (const SuiteEntry& entry : suite.entries) {
    switch (entry.state) {
      case SuiteState::kSkipped:
        ++counts.skipped;
        break;
      case SuiteState::kNotRun:
        ++counts.not_run;
        break;
      case SuiteState::kRan:
        ++(entry.verdict == Verdict::kPass   ? counts.passed
           : entry.verdict == Verdict::kFail ? counts.failed
                                             : counts.inconclusive);
    }
  }
  return counts;
}

std::string_view mark(const SuiteEntry& entry) {
  return entry.state == SuiteState::kRan ? mark(entry.verdict) : kNoValue;
}

std::string_view verdict_name(const SuiteEntry& entry) {
  if (entry.state == SuiteState::kRan) return name(entry.verdict);
  return entry.state == SuiteState::kSkipped ? "skipped" : "not run";
}

std::string counts_text(const Suite& suite) {
  const SuiteCounts counts = counts_of(suite);
  std::string text =
      fmt::format("{} of {} passed", counts.passed, counted(suite.entries.size(), "scenario"));
  const auto add = [&](std::size_t count, std::string_view what, bool verb) {
    if (count == 0) return;
    text += fmt::format(", {} {}{}", count, verb ? count == 1 ? "was " : "were " : "", what);
  };
  add(counts.failed, "failed", false);
  add(counts.inconclusive, "inconclusive", true);
  add(counts.skipped, "skipped", true);
  add(counts.not_run, "not run", true);
  return text;
}

std::string deciding_reason(const Suite& suite) {
  const auto deciding =
      std::find_if(suite.entries.begin(), suite.entries.end(), [&](const SuiteEntry& entry) {
        return entry.state == SuiteState::kRan && entry.exit_code == suite.exit_code;
      });
  std::string text = counts_text(suite);
  if (suite.exit_code == 0 || deciding == suite.entries.end()) return text;
  return text + fmt::format("; {}: {}", deciding->name, deciding->reason);
}

}  // namespace squall

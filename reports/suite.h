// A suite: several scenarios, and what became of each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/report.h"
#include "reports/first_evidence.h"
#include "reports/junit_suite.h"

namespace squall {

enum class SuiteState { kRan, kSkipped, kNotRun };

/// The figures of a run that a line has room for: the worst of all phases but the warmup.
struct SuiteFigures {
  std::optional<double> availability, response_p99_ms;
  std::optional<double> time_to_detect_s, time_to_recover_s;  ///< The longest of the faults.
  bool never_recovered = false;                               ///< From one of them.
};

struct SuiteEntry {
  std::string name;  ///< Of its folder in the suite's, unique.
  std::string file, title;
  std::vector<std::string> tags;
  SuiteState state = SuiteState::kNotRun;
  std::string reason;  ///< What decided; or why it was skipped or not run.

  // Of one that ran:
  Verdict verdict = Verdict::kInconclusive;
  int exit_code = 0;
  std::uint64_t seed = 0;
  double duration_s = 0;
  std::string topology;  ///< "gpii (pouchdb), 4 services, 6 nodes"
  std::optional<Evidence> evidence = std::nullopt;
  SuiteFigures figures = {};
  JunitSuite junit = {};
};

struct Suite {
  std::string source;  ///< What was asked for, as typed.
  std::string started_at, squall_version;
  double duration_s = 0;
  int exit_code = 0;
  std::vector<SuiteEntry> entries;
};

struct SuiteCounts {
  std::size_t passed = 0, failed = 0, inconclusive = 0, skipped = 0, not_run = 0;
};

/// Fills in what the report of its run says.
void add_report(SuiteEntry& entry, const Report& report);

SuiteCounts counts_of(const Suite& suite);

/// "✓", "✗", "?" or "–".
std::string_view mark(const SuiteEntry& entry);

/// "pass", "fail", "inconclusive", "skipped" or "not run".
std::string_view verdict_name(const SuiteEntry& entry);

/// "12 of 15 scenarios passed, 2 failed, 1 was skipped".
std::string counts_text(const Suite& suite);

/// What decided the exit code: the counts, and the reason of the first scenario that has that code.
std::string deciding_reason(const Suite& suite);

/// For the terminal: a line for each scenario, at most 100 columns wide.
std::string suite_console(const Suite& suite, bool colour);

/// suite.json (reports/schema/suite.schema.json).
std::string suite_json(const Suite& suite);

/// One file with a <testsuite> for each scenario.
std::string suite_junit(const Suite& suite);

/// For the page of a job; below 200 KB.
std::string suite_markdown(const Suite& suite);

/// index.html: one self-contained page that links to the report of each.
std::string suite_html(const Suite& suite);

}  // namespace squall

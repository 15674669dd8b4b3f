// Every text of a suite, byte for byte.
#include "reports/suite.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "reports/html.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/samples.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

/// All sample reports as one suite, with one that was skipped and one that was not reached.
Suite sample_suite() {
  Suite suite;
  suite.source = "squall suite <shop> --tag ci";
  suite.started_at = "2026-11-28T12:00:00.000Z";
  suite.squall_version = "0.1.0";
  suite.duration_s = 754.2;
  suite.exit_code = 1;
  for (const samples::Sample& sample : samples::all()) {
    SuiteEntry entry;
    entry.name = sample.name;
    entry.file = "scenarios/" + entry.name + ".toml";
    entry.tags = {"ci", entry.name};
    add_report(entry, sample.make());
    suite.entries.push_back(entry);
  }
  SuiteEntry skipped;
  skipped.name = skipped.title = "a <b>name</b> & more";
  skipped.state = SuiteState::kSkipped;
  skipped.reason = "this machine lacks the flavour couchdb (see squall doctor)";
  suite.entries.push_back(skipped);
  SuiteEntry not_run;
  not_run.name = not_run.title = "not-reached";
  not_run.reason = "the suite was interrupted before";
  suite.entries.push_back(not_run);
  return suite;
}

}  // namespace

TEST_CASE("a suite is the golden files, byte for byte") {
  const Suite suite = sample_suite();
  hold("suite/console.txt", suite_console(suite, false));
  hold("suite/summary.md", suite_markdown(suite));
  hold("suite/junit.xml", suite_junit(suite));
  hold("suite/suite.json", suite_json(suite));
  hold("suite/index.html", suite_html(suite));
}

TEST_CASE("a suite counts what became of its scenarios, and names the one that decided") {
  Suite suite = sample_suite();
  const SuiteCounts counts = counts_of(suite);
  CHECK(counts.passed + counts.failed + counts.inconclusive == samples::all().size());
  CHECK(counts.failed > 0);
  CHECK(counts.skipped == 1);
  CHECK(counts.not_run == 1);
  const auto failing = std::find_if(suite.entries.begin(), suite.entries.end(),
                                    [](const SuiteEntry& each) { return each.exit_code == 1; });
  REQUIRE(failing != suite.entries.end());
  CHECK(deciding_reason(suite) ==
        counts_text(suite) + "; " + failing->name + ": " + failing->reason);

  suite.entries.resize(1);
  suite.exit_code = 0;
  CHECK(deciding_reason(suite) == "1 of 1 scenario passed");
}

TEST_CASE("the figures of a suite's line are the worst of the run's phases and faults") {
  Report report = samples::failing();
  SuiteEntry entry;
  add_report(entry, report);
  double least = 1, most = 0;
  for (const PhaseReport& phase : report.phases) {
    if (phase.kind == PhaseKind::kWarmup) continue;
    least = std::min(least, phase.figures.availability.value_or(1));
    most = std::max(most, phase.figures.response_time_ms.p99);
  }
  CHECK(entry.figures.availability == least);
  CHECK(entry.figures.response_p99_ms == most);
  CHECK(entry.figures.never_recovered);

  report.phases.clear();
  report.faults.clear();
  SuiteEntry nothing;
  add_report(nothing, report);
  CHECK_FALSE(nothing.figures.availability.has_value());
  CHECK_FALSE(nothing.figures.time_to_recover_s.has_value());
}

// Not a test of its own: the browser tests open what it writes.
TEST_CASE("write the suite beside SQUALL_WRITE_REPORTS", "[.write]") {
  const char* folder = std::getenv("SQUALL_WRITE_REPORTS");
  REQUIRE(folder != nullptr);
  const fs::path beside = fs::path(folder).parent_path() / "sample-suite";
  const Suite suite = sample_suite();
  write_file(beside / "index.html", suite_html(suite));
  write_file(beside / "suite.json", suite_json(suite));
  write_file(beside / "junit.xml", suite_junit(suite));
  for (const samples::Sample& sample : samples::all()) {
    write_file(beside / std::string(sample.name) / "report.html", report_html(sample.make()));
  }
}

}  // namespace squall

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "harness/core/text.h"
#include "reports/console.h"
#include "reports/display.h"
#include "reports/first_evidence.h"
#include "reports/html.h"
#include "reports/junit.h"
#include "reports/kinds.h"
#include "reports/markdown.h"

namespace squall {
namespace {

Report big() {
  Report report;
  report.verdict = Verdict::kFail;
  const std::string long_text(3000, '<');
  for (int i = 0; i < 2000; ++i) {
    GateReport gate;
    gate.name = fmt::format("gate {} {}", i, long_text);
    gate.verdict = i == 1999 ? CheckVerdict::kFail : CheckVerdict::kPass;
    report.gates.push_back(gate);
    FailureExample example;
    example.body = long_text;
    example.request = long_text;
    report.examples.emplace_back(i, example);
    report.warnings.emplace_back(i, long_text);
    PhaseReport phase;
    phase.name = fmt::format("phase-{}", i);
    phase.figures.errors[fmt::format("class_{}", i)] = 1;
    report.phases.push_back(phase);
  }
  return report;
}

FailureExample failed(ErrorClass error, int status) {
  FailureExample example;
  example.step = "read";
  example.error = error;
  example.status = status;
  return example;
}

}  // namespace

TEST_CASE("every reporter has a kind, and its own file") {
  REQUIRE(kReporters.size() == kReporterKinds.size());
  for (std::size_t i = 0; i < kReporters.size(); ++i) {
    CHECK(kReporters[i].name == kReporterKinds[i].name);
    CHECK(find_reporter(kReporters[i].name) == &kReporters[i]);
    CHECK_FALSE(kReporters[i].render(Report{}).empty());
  }
  CHECK(find_reporter("pdf") == nullptr);
}

TEST_CASE("the console keeps to 100 columns, and ends with verdict, reason and exit code") {
  Report report = big();
  report.exit_code = 1;
  report.reasons = {"gate availability: 71.5 %, the limit is >= 99 %"};
  const std::string text = console_summary(report, {false, "squall-runs/latest"});
  const std::vector<std::string> lines = split(text, '\n');
  for (const std::string& line : lines) CHECK(columns(line) <= 100);
  CHECK(lines.back().empty());
  CHECK(lines[lines.size() - 2] ==
        "✗ FAIL: gate availability: 71.5 %, the limit is >= 99 % (exit 1)");
  CHECK(text.find("Files: squall-runs/latest/") != text.npos);
}

TEST_CASE("the console has colour only where it is asked for") {
  CHECK(console_summary(big(), {true, ""}).find("\x1b[31m") != std::string::npos);
  CHECK(console_summary(big(), {false, ""}).find('\x1b') == std::string::npos);
}

TEST_CASE("Markdown stays far below GitHub's limit, shows the worst first and says what it cut") {
  const std::string text = report_markdown(big());
  CHECK(text.size() < 1024 * 1024 / 4);
  CHECK(text.find("gate 1999") < text.find("gate 0"));
  CHECK(text.find("more._") != text.npos);
  CHECK(text.ends_with("has its limit._\n"));
}

TEST_CASE("JUnit: what is inconclusive is an error, what failed a failure") {
  Report report;
  report.status = RunStatus::kCompleted;
  report.cleanup_checked = true;
  GateReport gate;
  gate.name = "g";
  gate.verdict = CheckVerdict::kWarn;
  report.gates = {gate};
  CHECK(report_junit(report).find("failures=\"0\" errors=\"0\"") != std::string::npos);
  report.gates[0].verdict = CheckVerdict::kInconclusive;
  CHECK(report_junit(report).find("failures=\"0\" errors=\"1\"") != std::string::npos);
  report.gates[0].verdict = CheckVerdict::kFail;
  CHECK(report_junit(report).find("failures=\"1\" errors=\"0\"") != std::string::npos);
  report.faults.push_back({});
  report.faults.back().injected_at_s = 1;
  CHECK(report_junit(report).find("failures=\"1\" errors=\"1\"") != std::string::npos);
  report.residue = {"pid 12"};
  CHECK(report_junit(report).find("failures=\"2\" errors=\"1\"") != std::string::npos);
  report.unwatched = {"memory-stays"};
  CHECK(report_junit(report).find("failures=\"2\" errors=\"2\"") != std::string::npos);
}

TEST_CASE("the first evidence is the earliest that speaks against the verdict") {
  Report report;
  report.verdict = Verdict::kPass;
  report.examples = {{12, failed(ErrorClass::kReset, 0)}, {11, failed(ErrorClass::kHttp5xx, 503)}};
  CHECK_FALSE(first_evidence(report));
  report.verdict = Verdict::kFail;
  CHECK(first_evidence(report)->what == "read answered 503: http_5xx");
  report.hypotheses = {{"ready", "end", "200", "", 20, false}};
  CHECK(first_evidence(report)->at_s == 20);
  PhaseReport phase;
  phase.name = "fault";
  phase.start_s = 11.5;
  phase.end_s = 15;
  report.phases = {phase};
  GateReport gate;
  gate.phase = "fault";
  gate.verdict = CheckVerdict::kFail;
  report.gates = {gate};
  CHECK(first_evidence(report)->at_s == 12);
  CHECK(first_evidence(report)->what == "read: reset");
}

TEST_CASE("the page holds the report as data that no text can leave") {
  Report report;
  report.title = "</script><!-- <script>";
  const std::string page = report_html(report);
  CHECK(page.find(R"("title": "\u003c/script>\u003c!-- \u003cscript>")") != page.npos);
  CHECK(page.find("</script><!--") == page.npos);
  CHECK(page.find("@REPORT@") == page.npos);
  CHECK(page.size() < 200'000);
}

}  // namespace squall

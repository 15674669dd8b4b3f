#include "reports/kinds.h"

#include <algorithm>
#include <array>

#include "reports/console.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/markdown.h"

namespace squall {
namespace {

std::string plain_summary(const Report& report) { return console_summary(report, {}); }

constexpr std::array kKinds = {
    Kind{"console", "The summary of about 30 lines that a run prints at its end"},
    Kind{"json", "report.json: every figure, for programs; has a JSON Schema"},
    Kind{"html", "report.html: one self-contained page with charts, for people"},
    Kind{"junit", "junit.xml: gates, hypotheses and evidence as test cases, for CI systems"},
    Kind{"markdown", "summary.md: the summary for a CI system's page, below 1 MiB"},
};

constexpr std::array kTable = {
    Reporter{"console", "", plain_summary},
    Reporter{"json", "report.json", report_json},
    Reporter{"html", "report.html", report_html},
    Reporter{"junit", "junit.xml", report_junit},
    Reporter{"markdown", "summary.md", report_markdown},
};

}  // namespace

const std::span<const Kind> kReporterKinds = kKinds;
const std::span<const Reporter> kReporters = kTable;

const Reporter* find_reporter(std::string_view name) {
  const auto found = std::find_if(kReporters.begin(), kReporters.end(),
                                  [&](const Reporter& reporter) { return reporter.name == name; });
  return found == kReporters.end() ? nullptr : &*found;
}

}  // namespace squall

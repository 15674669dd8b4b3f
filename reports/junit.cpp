#include "reports/junit.h"

#include <fmt/format.h>

#include "reports/first_evidence.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

std::string suite_name(const Report& report) {
  const std::string& file = report.scenario_file;
  const std::size_t slash = file.rfind('/');
  const std::string stem = slash == file.npos ? file : file.substr(slash + 1);
  constexpr std::string_view kExtension = ".toml";
  return stem.ends_with(kExtension) ? stem.substr(0, stem.size() - kExtension.size()) : stem;
}

}  // namespace

JunitSuite junit_suite_of(const Report& report) {
  JunitSuite suite;
  suite.name = suite_name(report);
  suite.timestamp = report.started_at;
  suite.duration_s = report.duration_s;
  suite.properties = {{"title", report.title},
                      {"verdict", std::string(name(report.verdict))},
                      {"status", std::string(name(report.status))},
                      {"exit_code", std::to_string(report.exit_code)},
                      {"reason", deciding_reason(report)},
                      {"seed", std::to_string(report.seed)},
                      {"topology", topology_text(report)}};
  if (const auto evidence = first_evidence(report)) {
    suite.properties.emplace_back("first_evidence",
                                  evidence->at_s
                                      ? fmt::format("{:.3f} s: {}", *evidence->at_s, evidence->what)
                                      : evidence->what);
  }
  suite.cases = cases_of(report);
  return suite;
}

std::string report_junit(const Report& report) { return junit_xml(junit_suite_of(report)); }

}  // namespace squall

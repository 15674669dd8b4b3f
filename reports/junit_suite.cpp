#include "reports/junit_suite.h"

#include <fmt/format.h>

#include "reports/xml_text.h"

namespace squall {
namespace {

std::string case_xml(const Case& each, const std::string& suite) {
  std::string xml = fmt::format("    <testcase classname=\"squall.{}.{}\" name=\"{}\" time=\"0\"",
                                xml_attribute(suite), each.group, xml_attribute(each.name));
  if (each.result == CaseResult::kPass) {
    if (each.detail.empty()) return xml + "/>\n";
    return xml + fmt::format(">\n      <system-out>{}</system-out>\n    </testcase>\n",
                             xml_text(each.detail));
  }
  if (each.result == CaseResult::kSkipped) {
    return xml + fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                             xml_attribute(each.message));
  }
  const std::string_view tag = each.result == CaseResult::kFailure ? "failure" : "error";
  return xml +
         fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n", tag,
                     xml_attribute(each.type), xml_attribute(each.message), xml_text(each.detail));
}

struct Totals {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  double duration_s = 0;

  void add(const JunitSuite& suite) {
    tests += suite.cases.size();
    duration_s += suite.duration_s;
    for (const Case& each : suite.cases) {
      failures += each.result == CaseResult::kFailure ? 1U : 0U;
      errors += each.result == CaseResult::kError ? 1U : 0U;
      skipped += each.result == CaseResult::kSkipped ? 1U : 0U;
    }
  }
  std::string attributes() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", tests,
                       failures, errors, duration_s);
  }
};

std::string suite_xml(const JunitSuite& suite) {
  Totals totals;
  totals.add(suite);
  std::string xml = fmt::format("  <testsuite name=\"{}\" {} skipped=\"{}\" timestamp=\"{}\">\n",
                                xml_attribute(suite.name), totals.attributes(), totals.skipped,
                                xml_attribute(suite.timestamp.substr(0, 19)));
  xml += "    <properties>\n";
  for (const auto& [name, value] : suite.properties) {
    xml += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml_attribute(value));
  }
  xml += "    </properties>\n";
  for (const Case& each : suite.cases) xml += case_xml(each, suite.name);
  return xml + "  </testsuite>\n";
}

}  // namespace

std::string junit_xml(std::span<const JunitSuite> suites) {
  Totals totals;
  for (const JunitSuite& suite : suites) totals.add(suite);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format("<testsuites name=\"squall\" {}>\n", totals.attributes());
  for (const JunitSuite& suite : suites) xml += suite_xml(suite);
  return xml + "</testsuites>\n";
}

}  // namespace squall

#include "reports/junit_suite.h"

#include <fmt/format.h>

#include <algorithm>

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
  const std::string_view tag = each.result == CaseResult::kFailure ? "failure" : "error";
  return xml +
         fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n", tag,
                     xml_attribute(each.type), xml_attribute(each.message), xml_text(each.detail));
}

}  // namespace

std::string junit_xml(const JunitSuite& suite) {
  const auto count = [&](CaseResult result) {
    return std::count_if(suite.cases.begin(), suite.cases.end(),
                         [&](const Case& each) { return each.result == result; });
  };
  const std::string totals =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", suite.cases.size(),
                  count(CaseResult::kFailure), count(CaseResult::kError), suite.duration_s);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format("<testsuites name=\"squall\" {}>\n", totals);
  xml +=
      fmt::format("  <testsuite name=\"{}\" {} skipped=\"0\" timestamp=\"{}\">\n",
                  xml_attribute(suite.name), totals, xml_attribute(suite.timestamp.substr(0, 19)));
  xml += "    <properties>\n";
  for (const auto& [name, value] : suite.properties) {
    xml += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml_attribute(value));
  }
  xml += "    </properties>\n";
  for (const Case& each : suite.cases) xml += case_xml(each, suite.name);
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace squall

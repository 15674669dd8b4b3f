#include "reports/compare_cases.h"

#include <fmt/format.h>

#include "harness/analysis/comparison_verdict.h"
#include "reports/compare_rows.h"
#include "reports/junit_suite.h"

namespace squall {
namespace {

std::string stem_of(const std::string& path) {
  const std::string file = path.substr(path.rfind('/') + 1);  // npos + 1 is 0.
  return file.substr(0, file.rfind('.'));
}

Case metric_case(const MetricComparison& metric) {
  Case result;
  result.group = "compare";
  result.name = fmt::format("{} in {}", metric.key.metric, metric.key.where);
  result.message = change_text(metric);
  const CompareRow row = compare_row(metric);
  result.detail = fmt::format("{}: base {}, head {}, change {} ({}), p {}", name(metric.change),
                              row.base, row.head, row.change, row.interval, row.p_value);
  if (metric.change == Change::kWorse) {
    result.result = CaseResult::kFailure;
    result.type = "worse";
  }
  return result;
}

}  // namespace

std::vector<Case> cases_of(const RunComparison& comparison) {
  std::vector<Case> cases;
  Case& whole = cases.emplace_back();
  whole.group = "compare";
  whole.name = "the comparison is conclusive";
  if (comparison.verdict == Verdict::kInconclusive) {
    whole.result = CaseResult::kError;
    whole.type = "inconclusive";
    whole.message = comparison.reasons.front();
    for (const std::string& reason : comparison.reasons) whole.detail += reason + "\n";
  }
  for (const MetricComparison& metric : comparison.metrics) {
    if (metric.gated) cases.push_back(metric_case(metric));
  }
  return cases;
}

std::string compare_junit(const RunComparison& comparison) {
  const ComparedGroup& group = comparison.head.runs > 0 ? comparison.head : comparison.base;
  JunitSuite suite;
  suite.name = "compare-" + stem_of(group.first.scenario_file);
  suite.timestamp = group.first.started_at.empty() ? "1970-01-01T00:00:00" : group.first.started_at;
  suite.properties = {{"title", group.first.title},
                      {"verdict", std::string(name(comparison.verdict))},
                      {"exit_code", std::to_string(comparison.exit_code)},
                      {"reason", comparison.reasons.front()},
                      {"base", comparison.base.source},
                      {"head", comparison.head.source}};
  suite.cases = cases_of(comparison);
  return junit_xml(suite);
}

}  // namespace squall

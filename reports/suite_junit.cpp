#include "reports/suite.h"

namespace squall {
namespace {

// What did not run says nothing about the system: a skipped case, which all readers show.
JunitSuite without_a_run(const SuiteEntry& entry, const Suite& suite) {
  JunitSuite junit;
  junit.name = entry.name;
  junit.timestamp = suite.started_at;
  junit.properties = {{"file", entry.file}, {"state", std::string(verdict_name(entry))}};
  Case each;
  each.group = "run";
  each.name = "run";
  each.result = CaseResult::kSkipped;
  each.message = entry.reason;
  junit.cases.push_back(std::move(each));
  return junit;
}

}  // namespace

std::string suite_junit(const Suite& suite) {
  std::vector<JunitSuite> suites;
  for (const SuiteEntry& entry : suite.entries) {
    suites.push_back(entry.state == SuiteState::kRan ? entry.junit : without_a_run(entry, suite));
  }
  return junit_xml(suites);
}

}  // namespace squall

// A comparison for CI systems: as cases, as JUnit XML, and as a page.
#pragma once

#include <string>
#include <vector>

#include "harness/model/run_comparison.h"
#include "reports/cases.h"

namespace squall {

/// One for each metric that decides, and one for whether anything can be concluded.
std::vector<Case> cases_of(const RunComparison& comparison);

std::string compare_junit(const RunComparison& comparison);

/// For the page of a job; below 200 KB.
std::string compare_markdown(const RunComparison& comparison);

}  // namespace squall

// junit.xml: the run as a test suite, for CI systems.
#pragma once

#include <string>

#include "harness/model/report.h"
#include "reports/junit_suite.h"

namespace squall {

/// JUnit XML (Jenkins' xunit schema): one case for each gate, hypothesis, checker, fault's
/// evidence and for the cleanup. What failed is a <failure>, what is inconclusive an <error>, a
/// gate that only warns passes with its message in <system-out>. Characters that XML 1.0 cannot
/// hold become U+FFFD.
std::string report_junit(const Report& report);

/// The same as one suite of several.
JunitSuite junit_suite_of(const Report& report);

}  // namespace squall

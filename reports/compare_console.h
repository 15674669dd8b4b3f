// A comparison on the terminal.
#pragma once

#include <string>

#include "harness/model/run_comparison.h"

namespace squall {

struct CompareConsoleOptions {
  bool colour = false;
  bool all = false;  ///< Also the metrics that did not change and do not decide.
};

/// UTF-8 text of at most 100 columns, ending in a newline; the last line, which alone may be
/// longer, is the verdict, its reason and the exit code.
std::string compare_console(const RunComparison& comparison, const CompareConsoleOptions& options);

/// That last line, without a newline.
std::string compare_verdict_line(const RunComparison& comparison);

}  // namespace squall

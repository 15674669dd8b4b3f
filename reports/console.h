// The summary that a run prints at its end: about 30 lines that a person understands at once.
#pragma once

#include <string>

#include "harness/model/report.h"

namespace squall {

struct ConsoleOptions {
  bool colour = false;
  std::string run_directory;  ///< Where the files are, as the user would type it; empty: unsaid.
};

/// UTF-8 text of at most 100 columns, ending in a newline. The last line is the verdict, the
/// reason and the exit code; that line alone may be longer, so that the reason is whole. Control
/// characters of the target's text are replaced.
std::string console_summary(const Report& report, const ConsoleOptions& options);

/// That last line alone, without a newline: "PASS: all 4 gates met (exit 0)".
std::string verdict_line(const Report& report);

}  // namespace squall

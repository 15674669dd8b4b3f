// Repeated runs of one scenario: their figures as medians and ranges.
#pragma once

#include <string>

#include "harness/model/run_group.h"

namespace squall {

/// A table for the terminal, of at most 100 columns: median, lowest and highest of each metric that
/// decides a comparison.
std::string group_table(const RunGroup& group);

/// The same as Markdown, with a heading that has the exit code and its reason.
std::string group_markdown(const RunGroup& group, int exit_code, const std::string& reason);

}  // namespace squall

// summary.md: the summary of a run for a CI system's page (GitHub step summary, a merge request).
#pragma once

#include <string>

#include "harness/model/report.h"

namespace squall {

/// GitHub-flavoured Markdown, the worst first. Always below 1 MiB, GitHub's limit for a step
/// summary: what was cut is counted. Text of the target cannot form markup.
std::string report_markdown(const Report& report);

}  // namespace squall

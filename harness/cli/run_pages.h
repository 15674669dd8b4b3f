// What pages about several runs take from the runs' folders.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/model/run_comparison.h"
#include "reports/compare_html.h"

namespace squall {

/// For each run the path of its report.html, as seen from `folder`, which must be there; empty: it
/// has none.
std::vector<std::string> reports_of(const std::vector<RunSummary>& runs,
                                    const std::filesystem::path& folder);

/// What compare.html in `folder` shows of a side.
ComparedSide compared_side(const ComparedGroup& group, const std::filesystem::path& folder);

}  // namespace squall

// Reading back what a comparison needs: report.json of a run, or a baseline of several.
#pragma once

#include <string>
#include <string_view>

#include "harness/core/error.h"
#include "harness/model/run_group.h"

namespace squall {

/// The text of report.json or of a baseline (reports/baseline.h). `source` names it in the result
/// and in the error, which says why it is neither.
Result<RunGroup> read_runs(std::string_view json, const std::string& source);

}  // namespace squall

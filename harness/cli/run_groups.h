// Finding runs on disk.
#pragma once

#include <string>

#include "harness/core/error.h"
#include "harness/model/run_group.h"

namespace squall {

/// The runs of `path`, by the time of their start. It is a run directory (also of a run that was
/// killed), a report.json, a baseline or the folder of one, a folder of run directories, or a glob
/// pattern of these. None is found: a group without runs. The error: a file that cannot be read.
/// `nested`: also runs in groups that the folder holds.
Result<RunGroup> find_runs(const std::string& path, bool nested = false);

}  // namespace squall

// Finding runs on disk.
#pragma once

#include <string>

#include "harness/core/error.h"
#include "harness/model/run_group.h"

namespace squall {

/// The runs of `path`, by the time of their start. It is a run directory (also of a run that was
/// killed), a report.json, a baseline or the folder of one, a folder of run directories, or a glob
/// pattern of these. None is found: a group without runs. The error: a file that cannot be read.
Result<RunGroup> find_runs(const std::string& path);

/// All runs below `path`: those in it, and those of the folders of repeated runs in it; of these
/// that compared two sides, the heads.
Result<RunGroup> find_all_runs(const std::string& path);

/// The text of report.json of a run that find_runs() found, made from its records where the file is
/// gone. The error: a run of a baseline has none, or it cannot be read.
Result<std::string> report_text_of(const std::string& source);

}  // namespace squall

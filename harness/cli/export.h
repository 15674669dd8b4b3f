// squall report RUN_DIR --export: the attempts of a run for other programs.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/run/offline.h"

namespace squall {

/// What `--export` can be.
std::vector<std::string> export_names();

/// Writes the attempts of `run_dir`, whose other records are `records`, as `what`, one of
/// export_names(), to the file `output`, or to standard output where that is empty. For "hgrm" it
/// is a folder, which gets a file for each phase and each of response and service time; standard
/// output gets the response time of all phases but the warm-up. Returns what a reader should know
/// of the records ("the end is cut off"), or empty; the error says what could not be read or
/// written.
Result<std::string> export_records(const std::filesystem::path& run_dir, const RunRecords& records,
                                   std::string_view what, const std::filesystem::path& output);

}  // namespace squall

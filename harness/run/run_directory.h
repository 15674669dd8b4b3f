// Where a run keeps its records.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "harness/core/error.h"

namespace squall {

struct RunDirectoryRequest {
  std::optional<std::filesystem::path> out;  ///< --out: used as it is.
  std::string name;                          ///< Of the scenario: the stem of its file.
  int keep = 20;                             ///< Of the runs in squall-runs; 0: all.
};

/// Makes the folder: `out`, or squall-runs/<name>-<UTC time>-<short id>, to which
/// squall-runs/latest then points; of the runs there the newest `keep` stay, and those that are up
/// or still have something to be undone. The error says why a folder cannot be used (it holds a run
/// already, it cannot be written).
Result<std::filesystem::path> make_run_directory(const RunDirectoryRequest& request);

/// The index of a folder of repeated runs: one line of JSON for each that has ended.
inline constexpr const char* kRunsIndex = "runs.jsonl";

/// The same for a folder of several runs, which counts as one among those kept.
Result<std::filesystem::path> make_group_directory(const RunDirectoryRequest& request);

}  // namespace squall

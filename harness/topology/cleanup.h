// Undoing what a killed run left behind: the reaper's work when the harness dies, and that of
// `squall cleanup` when the reaper died as well.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/proc.h"
#include "harness/core/time.h"

namespace squall {

/// Beside kRunMark: the name of the node that a process is of.
inline constexpr const char* kNodeMark = "SQUALL_NODE";

struct CleanupReport {
  std::vector<std::string> undone;   ///< "pid 4711 continued", "pid 4712 (node) ended", …
  std::vector<std::string> residue;  ///< What could not be undone; empty: nothing is left.
};

/// Undoes the ledger of `run_dir` in reverse order and ends every process that carries the run's
/// mark. Touches only processes whose pid, start time and boot are the recorded ones, or whose
/// environment names this run. Refuses while the run's harness lives. Once nothing is left, the
/// ledger goes.
Result<CleanupReport> cleanup_run(const std::filesystem::path& run_dir);

/// The same without asking whether the harness lives: for the reaper, which knows.
CleanupReport undo_run(const std::filesystem::path& run_dir);

/// What faults could not heal themselves, or preparations not take back, and still stands in the
/// ledger of a run that is ending.
CleanupReport undo_faults(const std::filesystem::path& run_dir);

/// Ends every process marked with `run_dir` and what descends from it, within `deadline`.
CleanupReport end_marked(const std::filesystem::path& run_dir, Nanoseconds deadline);

/// <run>/cleanup.json, written by whoever cleaned up: "reaper" or "cleanup".
void write_cleanup_report(const std::filesystem::path& run_dir, const CleanupReport& report,
                          std::string_view by);

/// Kills the process, what descends from it and who is in its session, until nobody is left: one
/// that is about to die may have started another. False: not within `patience`.
bool end_tree(const ProcessIdentity& root, Nanoseconds patience);

/// Removes the folder; what is wrong if it could not be, else empty.
std::string remove_folder(const std::filesystem::path& folder);

}  // namespace squall

// Undoing what a killed run left behind; shared by the reaper, `squall cleanup` and System::stop.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/time.h"
#include "harness/model/undo.h"

namespace squall {

struct CleanupReport {
  std::vector<std::string> undone;   ///< "pid 4711 continued", "pid 4712 (node) ended", …
  std::vector<std::string> residue;  ///< What could not be removed; empty: nothing is left.
};

/// Undoes the ledger of `run_dir`, ends every process that carries the run's mark and removes the
/// nodes' folders. Signals only processes whose identity (pid and start time, in this boot) is
/// the recorded one, or whose environment names this run. Refuses while the run's harness lives.
Result<CleanupReport> cleanup_run(const std::filesystem::path& run_dir);

/// The environment variable that marks every process of a run with its canonical run directory,
/// so that one which escaped its parent can still be found.
inline constexpr const char* kRunMark = "SQUALL_RUN";
/// The same for the name of the node.
inline constexpr const char* kNodeMark = "SQUALL_NODE";

/// Carries out one action, if the process is still the recorded one. What was done, or empty.
std::string undo(const UndoAction& action);

/// Ends every process marked with `run_dir` (SIGKILL, until none is left or `within` is over).
CleanupReport end_marked(const std::filesystem::path& run_dir, Nanoseconds within);

/// "<run>/work": the nodes' folders, unless a service says otherwise.
std::filesystem::path work_dir(const std::filesystem::path& run_dir);

}  // namespace squall

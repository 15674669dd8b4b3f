// One run of one scenario: everything is recorded, nothing is judged.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/model/event.h"
#include "harness/run/interrupt.h"
#include "harness/run/metrics_server.h"
#include "harness/run/narration.h"
#include "harness/run/progress.h"
#include "harness/run/session_seam.h"
#include "harness/scenario/load.h"

namespace squall {

struct RunSettings {
  std::filesystem::path directory;  ///< Made by make_run_directory().
  std::uint64_t seed = 0;
  bool no_faults = false;
  bool keep_up = false;  ///< Hold the topology after the last phase, until interrupted.
  Detail detail = Detail::kNormal;
  std::string version;
  std::vector<std::string> command_line;
  MetricsServer* metrics = nullptr;     ///< Shows the run's metrics while it goes on.
  PhaseConductor* conductor = nullptr;  ///< It is a session: every link that can be is proxied.
  RunWatcher* watcher = nullptr;        ///< Outlives the run, as the conductor does.
  /// Of a session: what nodes are started with so that faults of these kinds can be put on them.
  std::vector<FaultSpec> prepared;
  std::optional<BaselineGiven> baseline;  ///< What gates are held against as `baseline_run`.
};

/// Runs to the end, whatever happens: heals, stops what it started, closes the records. The error
/// says that the records could not be written; all else stands in them. An exception is our own
/// fault, and is thrown after healing.
Result<void> run_scenario(const LoadedScenario& loaded, const RunSettings& settings,
                          Progress& progress, Interrupt& interrupt);

}  // namespace squall

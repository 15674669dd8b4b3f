// Holding a topology without load or faults, for `squall up`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/run/interrupt.h"
#include "harness/run/narration.h"
#include "harness/run/progress.h"
#include "harness/scenario/load.h"
#include "harness/topology/system.h"

namespace squall {

struct HoldSettings {
  std::filesystem::path directory;  ///< Made by make_run_directory().
  std::uint64_t seed = 0;
  Detail detail = Detail::kNormal;
};

struct Held {
  bool started = false;
  std::vector<std::string> residue;
};

/// One line for each node: its name and address.
void show_nodes(const System& system, Progress& progress);

/// Starts the topology, tells where every node is, holds it until interrupted, and ends it. The
/// error says that the journal could not be written.
Result<Held> hold_topology(const LoadedTopology& loaded, const HoldSettings& settings,
                           Progress& progress, Interrupt& interrupt);

}  // namespace squall

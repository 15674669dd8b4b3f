// What a run will do, in order: a pure function of scenario and seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/time.h"

namespace squall {

struct PlanEntry {
  enum class Action { kPhaseStart, kInject, kHeal, kPhaseEnd };

  int phase = 0;         ///< Index into Scenario::phases.
  Nanoseconds offset{};  ///< From the phase's start.
  Action action = Action::kPhaseStart;
  int fault = -1;  ///< Index into the phase's faults; -1 for phase actions.
  /// The fault's nodes as node_name() names them, draws already made; a link stands as it was
  /// written, and so does a symbolic "[primary]", also at the ends of legs.
  std::vector<std::string> targets;
};

/// Sorted by phase, offset, then heal before inject, then the order in the file. A phase that ends
/// by a condition has its kPhaseEnd at its timeout.
struct Plan {
  std::uint64_t seed = 0;
  std::vector<PlanEntry> entries;
};

std::string_view name(PlanEntry::Action action);

}  // namespace squall

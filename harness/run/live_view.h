// The lines at the foot of a terminal that show how the run goes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/analysis/live.h"
#include "harness/core/time.h"
#include "harness/run/live_state.h"

namespace squall {

/// One moment of a run.
struct LiveMoment {
  Nanoseconds at{};
  std::string phase;  ///< With what stands before it: "variant 1 of 2, patient, warmup".
  std::size_t phase_number = 0, phases = 0;
  Nanoseconds elapsed{};  ///< In the phase.
  Nanoseconds length{};   ///< Of the phase; the most that it takes, when `open`.
  bool open = false;      ///< It ends when something is so, not at a time.
  LiveFigures figures;
  std::vector<LiveSecond> history;  ///< Whole seconds, the latest last.
  std::size_t in_flight = 0;
  std::vector<LiveFault> faults;
  std::vector<LiveNode> nodes;
};

/// All of it in one line, for where lines cannot be rewritten.
std::string live_line(const LiveMoment& moment);

/// None is wider than `columns`; with `colour`, ANSI colours.
std::vector<std::string> live_view(const LiveMoment& moment, std::size_t columns, bool colour);

}  // namespace squall

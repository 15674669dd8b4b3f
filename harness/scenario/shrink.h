// The smallest schedule that still fails: delta debugging over a list of faults.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "harness/model/scenario.h"

namespace squall {

struct ScheduledFault {
  std::size_t phase = 0;
  FaultSpec fault;
  std::vector<std::string> targets;  ///< As the plan draws them.
};

/// What trying a list of faults showed.
enum class Trial { kFails, kHolds, kStop };  // kStop: nothing more may be tried.
using TryOut = std::function<Trial(const std::vector<ScheduledFault>&)>;

struct Shrunk {
  std::vector<ScheduledFault> faults;
  int trials = 0;
  bool complete = true;  ///< False: it was stopped, and `faults` is the best so far.
};

/// First drops faults, halves of the list and then smaller parts of it, until none can be missed
/// (after Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002); then
/// halves how long each lasts, down to `shortest`; then aims faults of several nodes at one.
/// `failing` fails and is not empty; it is not tried again, nor is the empty list tried. Nothing
/// that held is tried twice.
Shrunk shrink(std::vector<ScheduledFault> failing, Nanoseconds shortest, const TryOut& try_out);

}  // namespace squall

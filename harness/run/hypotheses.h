// The steady-state hypothesis: what must hold before any fault, and again after healing.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall {

/// Checks every hypothesis of mode `edge` or `mode` (kStart or kEnd), each until it is met or for
/// its `within`, and journals the results. True if all are met.
bool check_hypotheses(const Scenario& scenario, Hypothesis::Mode mode, System& system,
                      EventSink& events, std::stop_token stop);

/// The same with one sample each, and nothing is journaled.
bool hypotheses_hold_now(const Scenario& scenario, Hypothesis::Mode mode, System& system,
                         std::stop_token stop);

/// Samples the hypotheses of mode `continuous` all the time and those of mode `during_fault` while
/// `fault_in_force` (called on the threads of this), each on a thread of its own; journals the
/// first result and every change.
class ContinuousHypotheses {
 public:
  ContinuousHypotheses(const Scenario& scenario, System& system, EventSink& events,
                       std::function<bool()> fault_in_force);

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace squall

// The [[probe]]s: sampled while the run goes on, and recorded.
#pragma once

#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall {

/// One sample of each probe of mode `edge` or `mode` (kStart or kEnd); they are taken at the same
/// time.
void sample_probes(const Scenario& scenario, Hypothesis::Mode mode, System& system,
                   EventSink& events, std::stop_token stop);

/// Samples the probes of mode `continuous` all the time and those of mode `during_fault` while
/// `fault_in_force` (called on the threads of this), at their interval and each on a thread of its
/// own: one that hangs or fails holds up no other.
class SampledProbes {
 public:
  /// All must outlive it.
  SampledProbes(const Scenario& scenario, System& system, EventSink& events,
                std::function<bool()> fault_in_force);

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace squall

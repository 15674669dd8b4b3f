// A phase of kind capacity: a load's rate is raised step by step until a condition breaks.
//
// Each step settles and is then measured; at its end the load pauses until every operation that was
// due in it has ended, so that its figures are whole and the next step does not inherit its queue.
// The step is judged (analysis/capacity_step.h) and the judgement journaled; the offline half reads
// it and never recomputes it.
#pragma once

#include <functional>
#include <string>

#include "harness/load/engine.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/run/live_records.h"

namespace squall {

/// What the search uses of the run around it.
struct CapacitySearchRun {
  const Scenario& scenario;
  LoadEngine& engine;
  LiveRecords& records;
  EventSink& events;
  const RunClock& clock;
  std::function<bool(Nanoseconds until)> wait_until;  ///< False: the run ends early.
};

/// Returns when the search is over, with its result as the phase's end reason; empty if the run
/// ends early. The load has its own rate again then.
std::string find_capacity(const Phase& phase, const CapacitySearchRun& run);

}  // namespace squall

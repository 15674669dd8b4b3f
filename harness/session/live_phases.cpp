#include "harness/session/live_phases.h"

#include "harness/run/phase_loop.h"
#include "harness/session/session_loop.h"

namespace squall {

SessionStarted LivePhases::session() const { return {loaded_.scenario.safety.max_duration}; }

void LivePhases::conduct(const PhaseLoopParts& parts) {
  SessionLoop({parts, loaded_, kinds_, queue_, view_, settings_.seed, settings_.prepared}).run();
}

}  // namespace squall

// Where a manual session takes part in a run: it sees everything, and conducts the phases.
#pragma once

#include "harness/core/mask.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"

namespace squall {

struct PhaseLoopParts;

/// Sees every event and every attempt as they come. Thread-safe.
class RunWatcher : public AttemptSink, public EventObserver {
 public:
  /// Before anything else. Both stay as long as the run.
  virtual void begin(const RunClock& clock, SecretMask& mask) = 0;
};

/// Runs the phases in place of the scenario's plan: a session's are made while they run.
class PhaseConductor {
 public:
  virtual ~PhaseConductor() = default;

  /// What the run's records begin with, besides.
  virtual SessionStarted session() const = 0;

  /// Returns when the last phase has ended. Like PhaseLoop::run, it keeps an eye on what ends a run
  /// early; faults that are still in may stay in.
  virtual void conduct(const PhaseLoopParts& parts) = 0;
};

}  // namespace squall

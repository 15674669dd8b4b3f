// Gates as they stand while a run goes on.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/analysis/cells.h"
#include "harness/analysis/machine.h"
#include "harness/analysis/tally.h"
#include "harness/model/attempt.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// Judges what can be judged of operations alone, phase by phase as Gates does, on the operations
/// that have ended so far; of several phases the worst one counts. Other gates (on faults, probes,
/// the whole run, the baseline, with windows) are inconclusive, and say that they are judged at the
/// end. What [machine] says holds for the share that others have had of a phase so far.
/// Thread-safe.
class LiveGates final : public AttemptSink {
 public:
  /// Both must outlive it.
  LiveGates(const Scenario& scenario, const Topology& topology);

  void begin_phase(const Phase& phase, Nanoseconds at);
  /// For the samples of the machine among them.
  void on_event(const TimedEvent& event);
  void on_attempts(std::span<const Attempt> attempts) override;

  /// One for each gate of the scenario.
  std::vector<GateReport> judge(Nanoseconds now) const;

 private:
  struct OfPhase {
    std::string phase;
    Nanoseconds start{};
    std::optional<Nanoseconds> end;    ///< None: it goes on.
    std::optional<WindowTally> tally;  ///< None: the gate does not judge it.
  };
  struct Watched {
    const Gate* gate;
    StepSelection selection;
    Wants wants;
    bool of_operations;
    std::deque<OfPhase> phases;
  };

  GateReport judge(const Watched& watched, const OfPhase& phase, Nanoseconds now) const;

  const MachineRule& machine_;
  mutable std::mutex mutex_;
  std::vector<Watched> gates_;
  ProcessorTimes processors_;
};

}  // namespace squall

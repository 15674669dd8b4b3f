// Judges the gates of a scenario.
//
// - A gate is judged once for each phase that it selects and that began; a gate on a metric of
//   faults once for each fault (whose phase, or whose recovery, lies in a selected phase), one on
//   the whole run (rpo, error budgets) once, one on the capacity once for each search for it. Where
//   no capacity was found the gate is inconclusive; where every step held, a lower limit may still
//   pass.
// - Without a sliding window a metric covers the whole phase. With one, the condition is evaluated
//   every 100 ms over windows wholly inside the phase; all must hold, and `actual` is the worst.
//   With `for`, it must hold without a break for that long at least once.
// - A gate on probes or nodes rests on their samples in the phase, of which there must be
//   `min_samples` as well.
// - Inconclusive: fewer operations than `min_samples`, a metric without a value (no samples,
//   nothing to compare with, a division by zero) in any window where no other one fails, a fault
//   that was not injected, and a pass in a phase that was cut short. Also one that is not met while
//   others had more of the machine than [machine] allows, unless it is about what others do not
//   change: lost data, and samples of probes and nodes.
#pragma once

#include <vector>

#include "harness/analysis/cells.h"
#include "harness/analysis/gate_values.h"
#include "harness/analysis/history.h"
#include "harness/analysis/machine.h"
#include "harness/analysis/sliding.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// Whether a gate's `phase` names this phase.
bool selects_span(const Gate& gate, const PhaseSpan& span);

/// What is judged of all phases together.
struct RunFigures {
  std::optional<double> rpo_s;
  std::string rpo_doubt;           ///< Why there is none.
  std::uint64_t acknowledged = 0;  ///< Writes that it is told by.
  std::vector<SloReport> slos;
  bool complete = true;  ///< Else a phase was cut short.
};

class Gates {
 public:
  /// All must outlive the gates; `history.phases` keeps its size.
  Gates(const Scenario& scenario, const Topology& topology, const History& history,
        const Samples& samples, const ProcessorTimes& processors);

  /// Takes an attempt that was due in phase `phase`.
  void add(std::size_t phase, const Attempt& attempt);

  /// Judges by the final `history`, the cells of its phases and the capacities that were found.
  std::vector<GateReport> judge(const std::vector<Cells>& cells,
                                const std::vector<CapacityReport>& capacities,
                                const RunFigures& figures) const;

 private:
  struct Sliding {
    const Gate* gate = nullptr;
    StepSelection selection;
    SlidingWindows windows;
  };

  void judge_phases(const Gate& gate, const std::vector<Cells>& cells,
                    std::vector<GateReport>& reports) const;
  void judge_faults(const Gate& gate, const std::vector<Cells>& cells,
                    std::vector<GateReport>& reports) const;
  void judge_capacities(const Gate& gate, const std::vector<Cells>& cells,
                        const std::vector<CapacityReport>& capacities,
                        std::vector<GateReport>& reports) const;
  GateReport judge_run(const Gate& gate, const RunFigures& figures) const;
  GateReport judge_phase(const Gate& gate, std::size_t phase, const GateValues& values) const;
  GateReport judge_fault(const Gate& gate, const FaultSpan& fault, const GateValues& values) const;
  void judge_sliding(const Gate& gate, std::size_t phase, const GateValues& values,
                     GateReport& report) const;
  GateValues values_of(const Gate& gate, const std::vector<Cells>& cells,
                       const PhaseSpan* phase) const;
  void weigh(const Gate& gate, Nanoseconds start, Nanoseconds end, GateReport& report) const;
  std::vector<const FaultSpan*> faults_of(const Gate& gate) const;
  bool is_complete(const FaultSpan& fault) const;

  const Scenario& scenario_;
  const Topology& topology_;
  const History& history_;
  const Samples& samples_;
  const ProcessorTimes& processors_;
  std::vector<std::vector<Sliding>> sliding_;  ///< By phase.
};

}  // namespace squall

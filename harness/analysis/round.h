// One walk through the phases: the whole run, or the share of one client variant.
//
// Each variant is judged as if it were a run of its own: its phases, faults, recovery, baseline and
// gates know nothing of the others.
#pragma once

#include <string>
#include <vector>

#include "harness/analysis/budgets.h"
#include "harness/analysis/capacities.h"
#include "harness/analysis/cells.h"
#include "harness/analysis/checkers/checkers.h"
#include "harness/analysis/gates.h"
#include "harness/analysis/history.h"
#include "harness/analysis/impact.h"
#include "harness/analysis/samples.h"
#include "harness/analysis/stalls.h"
#include "harness/analysis/timeline.h"
#include "harness/model/event.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// The events of one round: those before the first variant, which hold for all, and its own.
struct RoundEvents {
  std::string variant;    ///< Empty: the scenario has none, or none began.
  std::size_t index = 0;  ///< As in Attempt::variant.
  std::vector<TimedEvent> events;
};

/// In their order; a run without variants is one round.
std::vector<RoundEvents> split_by_variant(const std::vector<TimedEvent>& events);

class Round {
 public:
  /// `scenario` and `topology` must outlive the round.
  Round(const Scenario& scenario, const Topology& topology, const RoundEvents& events);
  Round(const Round&) = delete;  ///< Its parts point at one another.
  Round& operator=(const Round&) = delete;

  std::size_t index() const { return index_; }

  /// All attempts; only those of loads count in figures, and checkers see the others as well.
  void add(const Attempt& attempt);

  /// Adds its phases, faults, searches, gates, budgets, checkers, probes, stalls and timeline to
  /// it, with a variant its summary, and how late its first attempts were to `late`. Call once.
  void finish(Report& report, Histogram& late, const RecordsCondition& records);

 private:
  /// `due_in`: the phase in which it was due, or -1.
  void judge(const Attempt& attempt, int due_in);
  void add_phase(Report& report, std::size_t index, Histogram& late) const;
  /// Completes what the checkers and faults say of losses.
  RunFigures figures_of_run(std::vector<CheckerReport>& checkers);
  VariantReport summary(const std::vector<GateReport>& gates) const;
  Tally all_of(std::size_t phase) const;

  const std::string variant_;
  const std::size_t index_;
  bool complete_ = false;    ///< All of its phases were run.
  const Scenario scenario_;  ///< With the gates that judge this variant.
  const Topology& topology_;
  History history_;
  std::vector<Cells> cells_;  ///< By phase.
  Timeline timeline_;
  Stalls stalls_;
  Capacities capacities_;
  Impact impact_;
  const Samples samples_;
  const ProcessorTimes processors_;
  Gates gates_;
  Budgets budgets_;
  Checkers checkers_;
  Nanoseconds last_seen_{};
};

}  // namespace squall

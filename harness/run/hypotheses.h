// The steady-state hypothesis: what must hold before any fault, and again after healing.
#pragma once

#include <functional>
#include <optional>
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

/// What is going on just now; asked by any thread.
struct Moment {
  std::function<bool()> fault_in_force;
  std::function<std::optional<PhaseKind>()> phase;  ///< None: before the first, after the last.
};

/// Judges the samples of one hypothesis that is watched, one after the other.
class WatchedHypothesis {
 public:
  /// `hypothesis` must outlive it.
  explicit WatchedHypothesis(const Hypothesis& hypothesis) : hypothesis_(&hypothesis) {}

  /// It was not due for a moment: what failed in a row begins again.
  void pause() { failed_ = 0; }

  /// Whether the hypothesis holds now, if that is news. `sample` is completed by how its value
  /// compares with the baseline phase.
  std::optional<bool> take(ProbeSample& sample, std::optional<PhaseKind> phase);

 private:
  void compare(ProbeSample& sample, std::optional<PhaseKind> phase);

  const Hypothesis* hypothesis_;
  int failed_ = 0;  ///< In a row.
  std::optional<bool> last_;
  bool baseline_began_ = false;
  double baseline_sum_ = 0;
  int baseline_values_ = 0;
};

/// Samples the hypotheses of mode `continuous` all the time and those of mode `during_fault` while
/// a fault is in force, each on a thread of its own; journals the first result and every change.
class ContinuousHypotheses {
 public:
  ContinuousHypotheses(const Scenario& scenario, System& system, EventSink& events, Moment moment);

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace squall

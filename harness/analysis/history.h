// The events of a run put together: which phases there were, and which faults, and when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/event.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"

namespace squall {

/// [start, end). A phase lasts until the next one starts, the last one until it is journaled as
/// ended; so between the first start and the last end every moment belongs to one phase.
struct PhaseSpan {
  std::string name;
  PhaseKind kind = PhaseKind::kBaseline;
  Nanoseconds start{}, end{};
  std::string end_reason;
  bool complete = false;

  Nanoseconds length() const { return end - start; }
};

/// A fault, from its events.
struct FaultSpan {
  FaultReport report;  ///< All that the events say; figures are not filled in.
  std::optional<Nanoseconds> injected, healed;

  /// Faults whose [injected, healed) overlap, directly or through others, form a group. It shares
  /// the last healing (none: one of them was never healed), and lasts until the next group begins
  /// or the phases end.
  std::optional<Nanoseconds> last_heal;
  Nanoseconds stretch_end{};
  bool followed = false;  ///< The next group begins then.
};

struct History {
  std::vector<PhaseSpan> phases;
  std::vector<FaultSpan> faults;  ///< In the order of their injection.
  Nanoseconds last_event{};
  std::string variant;               ///< Empty: there are none.
  std::vector<TimedEvent> of_roles;  ///< Who gained and lost a role, and what became of the nodes.
  std::optional<BaselineGiven> baseline_run;
  bool ended = false;      ///< The journal has its end, or that of the variant.
  bool no_faults = false;  ///< A control run.

  /// The index of the phase that `time` belongs to, or -1.
  int phase_at(Nanoseconds time) const;
  const PhaseSpan* find_phase(std::string_view name) const;
  const PhaseSpan* baseline() const;  ///< The first phase of that kind, or nullptr.

  /// For the records of a killed run, whose open phase was given its planned length: ends all
  /// that ends after `last_seen`.
  void cut(Nanoseconds last_seen);
};

History read_history(const Scenario& scenario, const std::vector<TimedEvent>& events);

/// How long each node was in each state.
std::vector<NodeSpan> node_spans(const std::vector<TimedEvent>& events, Nanoseconds end);

}  // namespace squall

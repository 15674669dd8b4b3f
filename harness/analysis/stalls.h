// Stretches in which the target gave no sign of life while operations waited for it.
//
// A percentile over a phase can hide them, so they are called out one by one. A reaction is
// anything that came from the target: an answer, a refusal, a reset; a time-out is none. A stretch
// runs from the first operation that came due after the last reaction until the next reaction (or
// until the end of the phase, where none came). It is a stall if it lasts at least 250 ms and four
// times what a quick attempt of the run takes from its send (the 10th percentile), and at least 5
// operations came due in it: a target that is slow for everyone has latency, not stalls. Times are
// exact to 10 ms (in runs of more than half an hour: to a 200,000th of the run).
#pragma once

#include <vector>

#include "harness/analysis/history.h"
#include "harness/core/sparse_histogram.h"
#include "harness/model/attempt.h"
#include "harness/model/report.h"

namespace squall {

class Stalls {
 public:
  static constexpr Nanoseconds kShortest = std::chrono::milliseconds(250);
  static constexpr std::uint64_t kFewest = 5;

  explicit Stalls(const std::vector<PhaseSpan>& phases);

  /// In any order.
  void add(const Attempt& attempt);

  /// The longest `most`, in the order of their time. `phases` as given to the constructor, or cut
  /// short.
  std::vector<StallReport> find(const std::vector<PhaseSpan>& phases, std::size_t most = 20) const;

 private:
  /// Of one moment of the run, short and exact at its edges; offsets from its start in nanoseconds.
  struct Slot {
    static constexpr std::uint32_t kNone = 0xffffffff;

    std::uint32_t due = 0;  ///< Operations that were tried.
    std::uint32_t first_due = kNone, first_reaction = kNone, last_reaction = kNone;
  };

  Slot* slot_at(Nanoseconds time);
  void add_due(Nanoseconds time);
  void add_reaction(Nanoseconds time);

  Nanoseconds start_{}, width_{};
  std::vector<Slot> slots_;
  SparseHistogram service_;
};

}  // namespace squall

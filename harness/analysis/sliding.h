// A phase in short slots, to evaluate conditions over sliding windows.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "harness/analysis/evaluate.h"
#include "harness/analysis/tally.h"
#include "harness/core/time.h"
#include "harness/model/expression.h"

namespace squall {

/// Holds what a condition needs to be evaluated every kStep over windows wholly inside a phase,
/// operations placed by due time. Windows are rounded up to whole slots (a divisor of kStep and of
/// the windows, at least kShortestSlot).
class SlidingWindows {
 public:
  static constexpr Nanoseconds kStep = std::chrono::milliseconds(100);
  static constexpr Nanoseconds kShortestSlot = std::chrono::milliseconds(10);

  SlidingWindows(const Condition& condition, Nanoseconds phase_start);

  /// The attempt must be due in the phase.
  void add(const Attempt& attempt);

  /// Calls fn(end of the longest window, the values of both sides or none) for every step up to
  /// `phase_end`, in order. `whole` gives metrics that have no window.
  using Visit = std::function<void(Nanoseconds end, const std::optional<Evaluated>& seen)>;
  void evaluate_all(Nanoseconds phase_end, const MetricLookup& whole, const Visit& visit) const;

 private:
  std::int64_t slots_in(Nanoseconds window) const;

  const Condition* condition_;
  Wants wants_;
  Nanoseconds start_;
  Nanoseconds slot_;
  std::vector<WindowTally> slots_;
};

}  // namespace squall

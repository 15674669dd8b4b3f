// When to hedge: how long an attempt may take before a second one is sent beside it.
//
// After "The Tail at Scale" (Dean and Barroso, 2013): with the 95th percentile as the delay, some
// 5 % more requests cut the tail. Pure. One object for each step of a load.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/client_policy.h"

namespace squall {

class HedgeDelay {
 public:
  static constexpr std::size_t kWindow = 1000;  ///< The percentile is of so many attempts,
  static constexpr std::size_t kLeast = 100;    ///< of this many at least,
  static constexpr std::size_t kRefresh = 50;   ///< and is computed anew after so many.

  explicit HedgeDelay(const HedgePolicy& policy);

  /// After how long a hedge is due, from an attempt's begin; nothing while there are fewer than
  /// kLeast samples.
  std::optional<Nanoseconds> delay() const { return delay_; }

  /// The time that an attempt took, from its begin. To be told of first attempts and retries that
  /// ended ok, that timed out, and that were abandoned for a hedge's sake: left out, the last two
  /// would make the percentile smaller from hedge to hedge. Hedges themselves do not count.
  void add(Nanoseconds took);

 private:
  void refresh();

  double percentile_;  ///< 0: a fixed delay.
  std::optional<Nanoseconds> delay_;
  std::vector<Nanoseconds> last_;  ///< A ring once it is full.
  std::vector<Nanoseconds> sorted_;
  std::size_t next_ = 0;
  std::size_t stale_ = 0;  ///< Samples since the last refresh.
};

}  // namespace squall

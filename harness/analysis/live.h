// What the progress line and the live page show: the last few seconds, by end time.
#pragma once

#include <array>
#include <mutex>
#include <span>
#include <vector>

#include "harness/analysis/tally.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"

namespace squall {

struct LiveFigures {
  double operations_per_s = 0;  ///< That ended.
  double ok_per_s = 0;
  double failed_per_s = 0;  ///< Operations that did not end ok, dropped ones too.
  double availability = 1;  ///< 1 where nothing ended.
  double response_p50_ms = 0, response_p99_ms = 0;
  std::uint64_t operations = 0, not_ok = 0;  ///< Since the start.
};

/// Operations of loads that ended in one whole second.
struct LiveSecond {
  std::uint64_t ok = 0, failed = 0;
};

/// Thread-safe.
class LiveCounters final : public AttemptSink {
 public:
  static constexpr std::size_t kSeconds = 5;
  static constexpr std::size_t kHistory = 120;

  void on_attempts(std::span<const Attempt> attempts) override;

  /// The last kSeconds whole seconds before `now`, on the run's clock.
  LiveFigures figures(Nanoseconds now) const;

  /// The last kHistory whole seconds before `now` since the first in which anything ended.
  std::vector<LiveSecond> history(Nanoseconds now) const;

 private:
  struct Second {
    std::int64_t number = -1;
    WindowTally tally;
  };
  struct NumberedSecond {
    std::int64_t number = -1;
    LiveSecond ended;
  };

  void remember(std::int64_t number, bool ok);

  mutable std::mutex mutex_;
  std::array<Second, kSeconds + 2> ring_;
  std::array<NumberedSecond, kHistory + 2> history_;
  std::int64_t first_ = -1;  ///< The first second in which anything ended.
  std::uint64_t operations_ = 0, not_ok_ = 0;
};

}  // namespace squall

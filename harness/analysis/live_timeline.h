// The timeline of a run that goes on: whole seconds, for a page that is kept up to date.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <vector>

#include "harness/analysis/tally.h"
#include "harness/model/attempt.h"
#include "harness/model/report.h"

namespace squall {

/// Windows are as those of Timeline, but a second long each, from the run's start on. Thread-safe.
class LiveTimeline final : public AttemptSink {
 public:
  /// An attempt of a second that has been over for longer than this is left out.
  static constexpr std::int64_t kKeptOpen = 180;

  void on_attempts(std::span<const Attempt> attempts) override;

  /// All windows up to `now`, on the run's clock, from the first in which anything was due. The
  /// last one ends now.
  std::vector<TimelineWindow> windows(Nanoseconds now) const;

  /// Those that have changed since the last call, and the one that goes on.
  std::vector<TimelineWindow> take_changed(Nanoseconds now);

 private:
  struct Second {
    WindowTally due;
    std::uint64_t ended_answers = 0, ended_ok = 0;
    bool changed = true;
  };

  Second* at(Nanoseconds time);
  void reach(std::int64_t number);
  TimelineWindow window(const Second& second, std::int64_t number, Nanoseconds now) const;

  mutable std::mutex mutex_;
  std::int64_t first_ = -1;               ///< The number of the first second; -1: nothing yet.
  std::vector<TimelineWindow> finished_;  ///< From first_ on.
  std::deque<Second> open_;               ///< Those behind them.
};

}  // namespace squall

// The run in equal windows, for charts.
#pragma once

#include <vector>

#include "harness/analysis/history.h"
#include "harness/analysis/tally.h"
#include "harness/model/report.h"

namespace squall {

/// What came due in [start, end), and how many answers and ok operations ended in it.
TimelineWindow window_of(const WindowTally& due, std::uint64_t ended_answers,
                         std::uint64_t ended_ok, Nanoseconds start, Nanoseconds end);

/// Windows of one length, at least 500 ms and about 600 of them at most, counted from each phase's
/// start; the last one of a phase takes the rest, so it may be half a window shorter or longer.
/// Throughput and goodput are placed by end time, everything else by due time.
class Timeline {
 public:
  explicit Timeline(const std::vector<PhaseSpan>& phases);

  void add_due(std::size_t phase, const Attempt& attempt);
  void add_ended(std::size_t phase, const Attempt& attempt);

  /// `phases` as given to the constructor, or cut short; later windows are left out.
  std::vector<TimelineWindow> windows(const std::vector<PhaseSpan>& phases) const;

  Nanoseconds window() const { return window_; }

 private:
  struct Window {
    WindowTally due;
    std::uint64_t due_cut_off = 0;  ///< Operations that only in_flight counts.
    std::uint64_t ended_answers = 0, ended_ok = 0, ended_operations = 0;
  };
  struct PhaseWindows {
    Nanoseconds start{};
    std::vector<Window> windows;
  };

  Window& at(std::size_t phase, Nanoseconds time);

  Nanoseconds window_{};
  std::vector<PhaseWindows> phases_;
};

}  // namespace squall

// The rules that a run applies while it goes on, as incremental folds over finished attempts.
//
// The offline half uses the same code, so that what the run waited for is what the report says.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/analysis/evaluate.h"
#include "harness/analysis/tally.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"

namespace squall {

/// The recovery rule for one fault: tumbling windows from its injection on, operations placed by
/// due time. A window is good if it has at least `min_samples` operations and meets all of
/// `good`; else it is bad. Recovered is the start of the first run of `windows` good ones after the
/// first bad one. Once `windows` good ones have followed the healing, a window that is bad only for
/// want of samples is no effect of the fault: chance makes such windows. Attempts may come in any
/// order until their window is settled.
class RecoveryWatch {
 public:
  /// `rule` must outlive the watch.
  RecoveryWatch(const RecoveryRule& rule, Nanoseconds injected);

  /// No later than the first window after it is settled; the last call counts.
  void healed(Nanoseconds at) { healed_ = at; }

  void add(const Attempt& attempt);

  /// Says that every operation that was due before `until` has ended and was added. Judges the
  /// windows that end by then.
  void settle(Nanoseconds until);

  Nanoseconds injected() const { return injected_; }
  std::optional<Nanoseconds> first_bad() const { return first_bad_; }
  std::optional<Nanoseconds> recovered() const { return recovered_; }

  /// The first bad window was bad only for want of samples.
  bool first_bad_is_thin() const { return first_bad_is_thin_; }

  std::uint64_t judged() const { return judged_; }  ///< Windows so far.
  std::uint64_t thin() const { return thin_; }      ///< Of these, with too few samples.

  /// The start of the good windows that reach up to the newest judged one, not counting those that
  /// start before `not_before`; none if there are fewer than `windows`.
  std::optional<Nanoseconds> good_since(Nanoseconds not_before) const;

 private:
  void judge(const WindowTally& window);

  const RecoveryRule* rule_;
  Wants wants_;
  Nanoseconds injected_;
  std::deque<WindowTally> pending_;  ///< From window `judged_` on.
  std::uint64_t judged_ = 0, thin_ = 0, good_run_ = 0;
  std::optional<Nanoseconds> healed_, first_bad_, recovered_;
  bool first_bad_is_thin_ = false;
  bool steady_again_ = false;  ///< After the healing.
};

/// Answers `until = "steady"`: for every fault that is not yet done with, the recovery rule holds
/// and the last `windows` windows, all after the last healing, are good. Without faults: the same
/// from `from` on. Not thread-safe.
class SteadyFold {
 public:
  SteadyFold(const RecoveryRule& rule, Nanoseconds from);

  void injected(const std::string& fault, Nanoseconds at);
  void healed(const std::string& fault, Nanoseconds at);
  void add(std::span<const Attempt> attempts);

  /// As RecoveryWatch::settle. The load engine knows the due time of its oldest open operation;
  /// else use now minus the longest operation deadline.
  void settle(Nanoseconds until);

  /// Since when the system is steady; none: it is not, or a fault is still in.
  std::optional<Nanoseconds> steady_since() const;

  /// When the clients of the newest fault called `fault` were served again, by the rule of
  /// RecoveryWatch.
  std::optional<Nanoseconds> recovered(const std::string& fault) const;

 private:
  struct Watched {
    std::string fault;
    bool active = false;
    RecoveryWatch watch;
  };

  bool any_active() const;

  const RecoveryRule* rule_;
  Nanoseconds not_before_;  ///< The last healing, or the start.
  std::vector<Watched> watched_;
};

/// Abort conditions: evaluated over the trailing window, operations placed by their end (in a
/// stall, a window by due time would hold only the lucky ones). Metrics without a window cover
/// everything since `from`. Not thread-safe.
class AbortFold {
 public:
  AbortFold(const std::vector<Condition>& conditions, Nanoseconds from);

  void add(std::span<const Attempt> attempts);

  /// The first condition that holds now (and, with `for`, has held that long at every call): what
  /// to journal before the run is aborted. Call it about every 100 ms. A condition without a value
  /// neither begins nor ends a stretch.
  std::optional<Decided> check(Nanoseconds now);

 private:
  static constexpr Nanoseconds kSlot = std::chrono::milliseconds(100);

  const std::vector<Condition>* conditions_;
  Nanoseconds from_;
  Nanoseconds longest_{};
  Wants wants_;
  std::deque<std::pair<std::int64_t, WindowTally>> slots_;  ///< By number, ascending.
  Tally total_;
  std::vector<std::optional<Nanoseconds>> holds_since_;
};

}  // namespace squall

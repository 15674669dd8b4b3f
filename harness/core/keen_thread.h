// Makes a thread one that wakes up on time, as far as its user may.
#pragma once

#include "harness/core/time.h"

namespace squall {

/// - Its timers end when they are due, and not up to 50 us later (timer slack).
/// - While it has little to do it is a real-time thread (SCHED_RR), where the user may have some
///   (root may, and `rtprio` in limits.conf): it then never waits for a processor that the system
///   under test has, just as clients on machines of their own would not.
/// - Otherwise, unless it is to be plain then, it asks for slices of 0.1 ms, the shortest there are
///   (from Linux 6.12 on, the scheduler then prefers it when it wakes up, at no cost to anybody's
///   share), and is a little less nice than others, where the user may raise priorities. To wake
///   up that early costs throughput, because less has come together by then.
///
/// What the kernel does not know or allow is left out in silence: how late starts and faults were
/// is measured, and stands in the report and the journal.
class KeenThread {
 public:
  enum class WhenBusy { kKeen, kPlain };

  explicit KeenThread(WhenBusy when_busy) : when_busy_(when_busy) {}

  /// How often adjust() looks; calls between are cheap.
  static constexpr Nanoseconds kAdjustAfter = std::chrono::milliseconds(100);

  /// Of the calling thread.
  void begin();

  /// To be called now and then by the same thread: one that is busy must not take a processor away
  /// from the system that it measures, so it is a real-time thread no longer.
  void adjust();

  /// The thread is an ordinary one again. Not needed where it ends.
  void end();

  /// Whether it should be a real-time thread; `is` one now, and worked for `busy` of `time`.
  static bool prefers_real_time(bool is, Nanoseconds busy, Nanoseconds time);

 private:
  void set_real_time(bool on);

  const WhenBusy when_busy_;
  bool may_choose_ = false;
  bool real_time_ = false;
  int nice_ = 0;
  SteadyTime looked_{};   ///< When adjust() last looked, …
  Nanoseconds worked_{};  ///< … and how long the thread had worked by then.
};

}  // namespace squall

// The event loop of a thread that serves many sockets: descriptors, timers, and calls from other
// threads.
//
// It is made for what a load generator or a proxy does all day, in as few system calls as can be:
// a descriptor is watched once (epoll, edge-triggered) and then costs none of the loop's own,
// however often it becomes ready; a timer costs none either, because the wait itself ends when the
// next one is due.
// Between any two descriptors that are ready, timers that are due come first, so that a burst of
// answers does not make arrivals late.
//
// Everything but post() and stop() belongs to the thread that calls run(), or happens before.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/core/fd.h"
#include "harness/core/time.h"
#include "harness/core/lateness.h"

namespace squall {

class Timer;

class EventLoop {
 public:
  /// Is told when its descriptor is ready.
  class Watcher {
   public:
    /// `events`: EPOLLIN, EPOLLOUT, … as they came.
    virtual void on_ready(std::uint32_t events) = 0;

   protected:
    ~Watcher() = default;
  };

  enum class Trigger {
    kEdge,   ///< Only changes are told: read (or write) until there is no more.
    kLevel,  ///< What is ready is told again and again.
  };

  static constexpr Nanoseconds kForever = Nanoseconds::max();

  /// Throws when the harness has no descriptor left.
  explicit EventLoop(Precision precision = Precision::kTimer);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Returns after stop(). Throws what a callback throws.
  void run();

  /// The same, but for no longer than this.
  void run_for(Nanoseconds time);

  /// Thread-safe. What is under way ends first.
  void stop();

  /// Thread-safe. Calls are made in their order, by run().
  void post(std::function<void()> call);

  /// Until unwatch(), `watcher` is told of `events`.
  void watch(int fd, std::uint32_t events, Watcher& watcher, Trigger trigger = Trigger::kEdge);

  /// Of other `events` from now on; what is so already is told again.
  void rewatch(int fd, std::uint32_t events, Watcher& watcher, Trigger trigger = Trigger::kEdge);

  /// Nothing is told later, not even what has already happened. Before `fd` is closed.
  void unwatch(int fd, const Watcher& watcher);

  /// Whether a watcher is being told. What it can put off until all that are ready have been told
  /// is done by the calls that are given here, in their order, at that moment.
  bool telling() const { return telling_; }
  void when_told(std::function<void()> call) { when_told_.push_back(std::move(call)); }

  /// When the loop last looked at the clock: what a watcher is being told of had happened by then.
  SteadyTime looked() const { return looked_; }

  /// Whether all that had happened to descriptors until `within` ago has been told.
  bool caught_up(SteadyTime now, Nanoseconds within) const;

  /// How long to sleep when the next timer is due in `until_due` and wake-ups come `late`;
  /// kForever: until something happens.
  static Nanoseconds patience(Precision precision, Nanoseconds until_due, Nanoseconds late);

 private:
  friend class Timer;
  static constexpr std::size_t kBatch = 256;

  void turn();
  void wait();
  int wait_for_events(Nanoseconds timeout);
  void tell_next();
  void run_timers();
  void run_posted();
  SteadyTime next_due() const;

  // The heap of timers: see timer.cpp.
  void insert(Timer& timer);
  void remove(Timer& timer);
  void sift_up(std::size_t place);
  void sift_down(std::size_t place);
  void put(Timer& timer, std::size_t place);

  const Precision precision_;
  const Fd epoll_;
  const Fd wake_;  ///< An eventfd.
  bool has_pwait2_ = true;
  std::array<epoll_event, kBatch> batch_;
  std::size_t ready_ = 0;       ///< Events in the batch, …
  std::size_t told_ = 0;        ///< … and how many of them have been told.
  bool telling_ = false;
  std::vector<std::function<void()>> when_told_;
  SteadyTime waited_{};         ///< When the last wait ended.
  SteadyTime looked_{};
  Lateness lateness_;           ///< Of waits that nothing ended but their time.
  std::vector<Timer*> timers_;  ///< A binary heap, the earliest first.
  std::atomic<bool> stopped_{false};

  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  ///< Guarded by mutex_.
};

}  // namespace squall

// The deadlines of all attempts under way: a timeout wheel, and the one timer that turns it.
#pragma once

#include <functional>

#include "harness/core/time.h"
#include "harness/load/asio.h"
#include "harness/load/timeout_wheel.h"
#include "harness/load/walk.h"

namespace squall {

class Timeouts {
 public:
  Timeouts(boost::asio::io_context& io, const RunClock& clock, std::function<void(Walk&)> fire);

  /// `fire` will be called for `walk` within a tick after `time`.
  void set(Walk& walk, Nanoseconds time);
  void cancel(Walk& walk) { wheel_.cancel(walk); }

 private:
  void arm(Nanoseconds time);

  const RunClock& clock_;
  std::function<void(Walk&)> fire_;
  TimeoutWheel wheel_;
  Timer timer_;
  Nanoseconds armed_ = Nanoseconds::max();
};

}  // namespace squall

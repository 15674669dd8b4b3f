// The deadlines of all attempts under way: a timeout wheel, and the one timer that turns it.
#pragma once

#include <functional>

#include "harness/core/time.h"
#include "harness/core/timer.h"
#include "harness/load/exchange.h"
#include "harness/load/timeout_wheel.h"

namespace squall {

class Timeouts {
 public:
  Timeouts(EventLoop& loop, const RunClock& clock, std::function<void(Exchange&)> fire);

  /// `fire` will be called for `exchange` within a tick after `time`.
  void set(Exchange& exchange, Nanoseconds time);
  void cancel(Exchange& exchange) { wheel_.cancel(exchange); }

 private:
  void arm(Nanoseconds time);

  const RunClock& clock_;
  std::function<void(Exchange&)> fire_;
  TimeoutWheel wheel_;
  Timer timer_;
  Nanoseconds armed_ = Nanoseconds::max();
};

}  // namespace squall

#include "harness/load/timeouts.h"

#include <utility>

namespace squall {

Timeouts::Timeouts(EventLoop& loop, const RunClock& clock,
                   std::function<void(Exchange&)> fire)
    : clock_(clock), fire_(std::move(fire)), timer_(loop) {}

void Timeouts::set(Exchange& exchange, Nanoseconds time) {
  wheel_.set(exchange, time);
  if (time + TimeoutWheel::kTick < armed_) arm(time + TimeoutWheel::kTick);
}

void Timeouts::arm(Nanoseconds time) {
  armed_ = time;
  timer_.start(clock_.at(time), [this] {
    armed_ = Nanoseconds::max();
    wheel_.advance(clock_.now(),
                   [this](TimeoutWheel::Entry& entry) { fire_(static_cast<Exchange&>(entry)); });
    if (const auto next = wheel_.next_wake(); next && *next < armed_) arm(*next);
  });
}

}  // namespace squall

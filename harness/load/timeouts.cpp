#include "harness/load/timeouts.h"

#include <utility>

namespace squall {

Timeouts::Timeouts(boost::asio::io_context& io, const RunClock& clock,
                   std::function<void(Exchange&)> fire)
    : clock_(clock), fire_(std::move(fire)), timer_(io) {}

void Timeouts::set(Exchange& exchange, Nanoseconds time) {
  wheel_.set(exchange, time);
  if (time + TimeoutWheel::kTick < armed_) arm(time + TimeoutWheel::kTick);
}

void Timeouts::arm(Nanoseconds time) {
  armed_ = time;
  timer_.expires_at(clock_.at(time));
  timer_.async_wait([this](const error_code& error) {
    if (error) return;
    armed_ = Nanoseconds::max();
    wheel_.advance(clock_.now(),
                   [this](TimeoutWheel::Entry& entry) { fire_(static_cast<Exchange&>(entry)); });
    if (const auto next = wheel_.next_wake(); next && *next < armed_) arm(*next);
  });
}

}  // namespace squall

#include "harness/load/breaker.h"

#include <algorithm>
#include <cmath>

namespace squall {
namespace {

// The least number that is this share of the window; a share such as 0.07 is a little more or less
// than it was written.
int share_of(double rate, int window) {
  constexpr double kRounding = 1e-9;
  return std::max(1, static_cast<int>(std::ceil(rate * window - kRounding)));
}

}  // namespace

Breaker::Breaker(const CircuitBreaker& policy)
    : policy_(policy), failures_to_open_(share_of(policy.failure_rate, policy.window)) {
  if (policy_.failure_rate > 0) last_.reserve(static_cast<std::size_t>(policy_.window));
}

std::optional<Breaker::Ticket> Breaker::admit(Nanoseconds now) {
  if (state_ == State::kOpen && now >= open_until_) enter(State::kHalfOpen);
  if (state_ == State::kOpen) return std::nullopt;
  if (state_ == State::kHalfOpen) {
    if (probing_ == policy_.half_open) return std::nullopt;
    ++probing_;
  }
  return epoch_;
}

void Breaker::on_success(Ticket ticket) {
  if (ticket != epoch_) return;
  if (state_ == State::kClosed) {
    note(false);
    return;
  }
  --probing_;
  if (++succeeded_ == policy_.half_open) enter(State::kClosed);
}

void Breaker::on_failure(Ticket ticket, Nanoseconds now) {
  if (ticket != epoch_) return;
  if (state_ == State::kClosed && !note(true)) return;
  enter(State::kOpen);
  open_until_ = now + policy_.open_for;
}

void Breaker::on_cancelled(Ticket ticket) {
  if (ticket == epoch_ && state_ == State::kHalfOpen) --probing_;
}

// Counts an attempt that ended while the breaker is closed; true if the limit is reached.
bool Breaker::note(bool failed) {
  in_a_row_ = failed ? in_a_row_ + 1 : 0;
  if (policy_.failure_rate <= 0) return in_a_row_ >= policy_.failures;
  const auto window = static_cast<std::size_t>(policy_.window);
  if (last_.size() < window) {
    last_.push_back(failed);
  } else {
    failed_ -= last_[next_] ? 1 : 0;
    last_[next_] = failed;
  }
  next_ = (next_ + 1) % window;
  failed_ += failed ? 1 : 0;
  return last_.size() == window && failed_ >= failures_to_open_;
}

void Breaker::enter(State state) {
  state_ = state;
  ++epoch_;
  in_a_row_ = failed_ = probing_ = succeeded_ = 0;
  next_ = 0;
  last_.clear();
}

std::string_view name(Breaker::State state) {
  switch (state) {
    case Breaker::State::kClosed:
      return "closed";
    case Breaker::State::kOpen:
      return "open";
    case Breaker::State::kHalfOpen:
      return "half_open";
  }
  return "?";
}

}  // namespace squall

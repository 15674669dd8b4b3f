// The circuit breaker: stops sending to an address that keeps failing, and asks now and then
// whether it has come back.
//
// Pure: time is a parameter. The states are those of Nygard's "Release It!"; the rule of a failure
// rate over the last attempts is that of resilience4j's count-based window.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/client_policy.h"

namespace squall {

/// Of one target address. Closed, it lets everything pass. It opens after `failures` failures in a
/// row, or, with a `failure_rate`, at a failure once that share of the last `window` attempts
/// failed (never before so many have ended). Open, it lets nothing pass for `open_for`. Then it is
/// half open: `half_open` attempts at once are let through; it closes when that many have ended
/// well, and opens again at the first failure.
class Breaker {
 public:
  enum class State { kClosed, kOpen, kHalfOpen };
  /// Stands for the state in which an attempt was let through: its end says nothing about later
  /// states.
  using Ticket = std::uint32_t;

  explicit Breaker(const CircuitBreaker& policy);

  /// A ticket if an attempt may begin at `now`. Each ticket is handed in once, by one of the three
  /// calls below.
  std::optional<Ticket> admit(Nanoseconds now);

  void on_success(Ticket ticket);
  void on_failure(Ticket ticket, Nanoseconds now);
  void on_cancelled(Ticket ticket);  ///< The attempt ended for no reason of the target's.

  State state() const { return state_; }

 private:
  void enter(State state);
  bool note(bool failed);

  CircuitBreaker policy_;
  int failures_to_open_;  ///< In the window, where there is one.
  State state_ = State::kClosed;
  Ticket epoch_ = 0;        ///< Changes with each state.
  int in_a_row_ = 0;        ///< Failures.
  std::vector<bool> last_;  ///< The window: whether each attempt failed; a ring once it is full.
  std::size_t next_ = 0;    ///< Place of the next one in it.
  int failed_ = 0;          ///< In it.
  int probing_ = 0;         ///< Half open: let through, and not ended.
  int succeeded_ = 0;       ///< Half open: ended well.
  Nanoseconds open_until_{};
};

/// "closed", "open", "half_open".
std::string_view name(Breaker::State state);

}  // namespace squall

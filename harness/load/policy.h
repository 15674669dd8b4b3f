// The client policy: when to try again, how long to pause before, and when not to try at all.
//
// Pure: time is a parameter, randomness a given stream. One object serves one thread.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/core/random.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/scenario.h"

namespace squall {

/// What the policy needs to know of an attempt that did not end ok.
struct FailedAttempt {
  ErrorClass error = ErrorClass::kNone;
  int status = 0;          ///< 0: no answer.
  bool sent = true;        ///< Whether any byte of the request went out.
  bool idempotent = true;  ///< Of the step.
};

/// Whether the failure is of the kind that another try may cure: the transport's, a timeout, a
/// 5xx, 408 or 429. Other answers would be the same again. The circuit breaker counts the same.
bool is_transient(const FailedAttempt& failed);

/// Whether the failure may be tried again at all, budget and count aside: transient, and either
/// harmless to repeat (idempotent, or nothing was sent) or allowed by `non_idempotent`.
bool may_retry(const RetryPolicy& policy, const FailedAttempt& failed);

/// The pause before retry number `retry` (from 1): constant base, linear base·n, or exponential
/// base·2^(n-1), at most `cap`; then jitter: none, equal (half fixed, half drawn), or full (all
/// drawn), after "Exponential Backoff And Jitter" (AWS, 2015).
Nanoseconds backoff(const RetryPolicy& policy, int retry, Random& random);

/// Keeps retries to a share of the first attempts. A token bucket: each first attempt adds `share`
/// tokens, each retry takes one. It starts with 10 and holds what a hundred first attempts add,
/// but at least 10, so that a small load can retry and a large one cannot hoard.
class RetryBudget {
 public:
  explicit RetryBudget(double share);  ///< < 0: no limit.

  void on_first_attempt();
  bool take();

 private:
  // In thousandths of a token: exact, whatever the share.
  std::int64_t share_;
  std::int64_t capacity_;
  std::int64_t tokens_;
};

/// A circuit breaker of one target address. Closed, it lets everything pass; after a number of
/// transient failures in a row it opens and lets nothing pass for a while; then it is half open:
/// one attempt is let through, whose end closes it or opens it again.
class Breaker {
 public:
  enum class State { kClosed, kOpen, kHalfOpen };
  /// Stands for the state in which an attempt was let through: its end says nothing about later
  /// states.
  using Ticket = std::uint32_t;

  explicit Breaker(const CircuitBreaker& policy) : policy_(policy) {}

  /// A ticket if an attempt may begin at `now`. Each ticket is handed in once, by one of the three
  /// calls below.
  std::optional<Ticket> admit(Nanoseconds now);

  void on_success(Ticket ticket);
  void on_failure(Ticket ticket, Nanoseconds now);
  void on_cancelled(Ticket ticket);  ///< The attempt ended for no reason of the target's.

  State state() const { return state_; }

 private:
  void enter(State state);

  CircuitBreaker policy_;
  State state_ = State::kClosed;
  Ticket epoch_ = 0;  ///< Changes with each state.
  int failures_ = 0;
  bool probing_ = false;
  Nanoseconds open_until_{};
};

}  // namespace squall

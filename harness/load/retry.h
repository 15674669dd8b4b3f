// Retries: which failed attempts are tried again, and when.
//
// Pure: time is a parameter, randomness a given stream.
#pragma once

#include <optional>

#include "harness/core/random.h"
#include "harness/core/time.h"
#include "harness/load/retry_budget.h"
#include "harness/model/attempt.h"
#include "harness/model/client_policy.h"

namespace squall {

/// What the policy needs to know of an attempt that did not end ok.
struct FailedAttempt {
  ErrorClass error = ErrorClass::kNone;
  int status = 0;          ///< 0: no answer.
  bool sent = true;        ///< Whether any byte of the request went out.
  bool idempotent = true;  ///< Of the step.
  bool rejected = false;   ///< The answer proves that nothing was done.
  std::optional<Nanoseconds> retry_after = std::nullopt;  ///< The pause that the answer asks for.
};

/// Whether the failure is of the kind that another try may cure: the transport's, a timeout, a
/// 5xx, 408 or 429. Other answers would be the same again. The circuit breaker counts the same.
bool is_transient(const FailedAttempt& failed);

/// Whether the failure may be tried again at all, budget, count and time aside: it is listed in
/// `on`, and repeating it is harmless (the step is idempotent, nothing was sent, or the answer
/// proves that nothing was done) or allowed by `non_idempotent`.
bool may_retry(const RetryPolicy& policy, const FailedAttempt& failed);

/// The pause before retry number `retry` (from 1): constant base, linear base·n, or exponential
/// base·2^(n-1), at most `cap`; then jitter: none, equal (half fixed, half drawn), or full (all
/// drawn). Decorrelated: drawn from base to three times the pause before it (`previous`, not below
/// base), at most `cap`, without further jitter. After "Exponential Backoff And Jitter" (AWS,
/// 2015).
Nanoseconds backoff(const RetryPolicy& policy, int retry, Nanoseconds previous, Random& random);

/// The retries of one operation.
class Retries {
 public:
  void begin_operation() { *this = {}; }

  /// When the next attempt is to begin, after one that failed at `now`: after its backoff, and not
  /// before the answer's Retry-After. Nothing: not again, because of the policy's `max`, `on` or
  /// budget, or because that time is not before the operation's deadline.
  std::optional<Nanoseconds> next(const RetryPolicy& policy, const FailedAttempt& failed,
                                  Nanoseconds now, Nanoseconds deadline, RetryBudget& budget,
                                  Random& random);

  int count() const { return count_; }

 private:
  int count_ = 0;
  Nanoseconds pause_{};  ///< The last backoff.
};

}  // namespace squall

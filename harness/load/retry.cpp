#include "harness/load/retry.h"

#include <algorithm>
#include <cmath>

namespace squall {
namespace {

bool is_listed(const RetryOn& on, const FailedAttempt& failed) {
  if (on.transient && is_transient(failed)) return true;
  const bool by_class =
      std::find(on.errors.begin(), on.errors.end(), failed.error) != on.errors.end();
  return by_class ||
         std::any_of(on.statuses.begin(), on.statuses.end(), [&](const StatusRange& range) {
           return failed.status >= range.low && failed.status <= range.high;
         });
}

}  // namespace

bool is_transient(const FailedAttempt& failed) {
  switch (failed.error) {
    case ErrorClass::kConnectRefused:
    case ErrorClass::kConnectTimeout:
    case ErrorClass::kDns:
    case ErrorClass::kTls:
    case ErrorClass::kReset:
    case ErrorClass::kShortRead:
    case ErrorClass::kFirstByteTimeout:
    case ErrorClass::kAttemptTimeout:
    case ErrorClass::kDeadlineExceeded:
    case ErrorClass::kHttp5xx:
    case ErrorClass::kProtocol:
      return true;
    default:
      return failed.status == 408 || failed.status == 429;
  }
}

bool may_retry(const RetryPolicy& policy, const FailedAttempt& failed) {
  if (failed.error == ErrorClass::kDeadlineExceeded || !is_listed(policy.on, failed)) return false;
  return failed.idempotent || !failed.sent || failed.rejected || policy.non_idempotent;
}

Nanoseconds backoff(const RetryPolicy& policy, int retry, Nanoseconds previous, Random& random) {
  const auto base = static_cast<double>(policy.base.count());
  const auto cap = static_cast<double>(policy.cap.count());
  double pause = base;
  if (policy.backoff == RetryPolicy::Backoff::kDecorrelated) {
    const double most = 3 * std::max(base, static_cast<double>(previous.count()));
    pause = std::min(cap, base + (most - base) * random.uniform());
    return Nanoseconds(std::llround(pause));
  }
  if (policy.backoff == RetryPolicy::Backoff::kLinear) pause = base * retry;
  if (policy.backoff == RetryPolicy::Backoff::kExponential) pause = base * std::exp2(retry - 1);
  pause = std::min(pause, cap);
  if (policy.jitter == RetryPolicy::Jitter::kEqual) pause *= 0.5 + 0.5 * random.uniform();
  if (policy.jitter == RetryPolicy::Jitter::kFull) pause *= random.uniform();
  return Nanoseconds(std::llround(pause));
}

std::optional<Nanoseconds> Retries::next(const RetryPolicy& policy, const FailedAttempt& failed,
                                         Nanoseconds now, Nanoseconds deadline, RetryBudget& budget,
                                         Random& random) {
  if (count_ >= policy.max || !may_retry(policy, failed)) return std::nullopt;
  pause_ = backoff(policy, count_ + 1, pause_, random);
  const bool asked = policy.respect_retry_after && failed.retry_after;
  const Nanoseconds wait = asked ? std::max(pause_, *failed.retry_after) : pause_;
  // Compared so that a pause of any length cannot overflow.
  if (wait >= deadline - now || !budget.take()) return std::nullopt;
  ++count_;
  return now + wait;
}

}  // namespace squall

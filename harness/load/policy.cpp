#include "harness/load/policy.h"

#include <algorithm>
#include <cmath>

namespace squall {
namespace {

constexpr std::int64_t kToken = 1000;
constexpr std::int64_t kLeastBudget = 10 * kToken;
constexpr std::int64_t kHoard = 100;

}  // namespace

bool is_transient(const FailedAttempt& failed) {
  switch (failed.error) {
    case ErrorClass::kConnectRefused:
    case ErrorClass::kConnectTimeout:
    case ErrorClass::kDns:
    case ErrorClass::kTls:
    case ErrorClass::kReset:
    case ErrorClass::kShortRead:
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
  if (failed.error == ErrorClass::kDeadlineExceeded || !is_transient(failed)) return false;
  return failed.idempotent || !failed.sent || policy.non_idempotent;
}

Nanoseconds backoff(const RetryPolicy& policy, int retry, Random& random) {
  const auto base = static_cast<double>(policy.base.count());
  double pause = base;
  if (policy.backoff == RetryPolicy::Backoff::kLinear) pause = base * retry;
  if (policy.backoff == RetryPolicy::Backoff::kExponential) pause = base * std::exp2(retry - 1);
  pause = std::min(pause, static_cast<double>(policy.cap.count()));
  if (policy.jitter == RetryPolicy::Jitter::kEqual) pause *= 0.5 + 0.5 * random.uniform();
  if (policy.jitter == RetryPolicy::Jitter::kFull) pause *= random.uniform();
  return Nanoseconds(std::llround(pause));
}

RetryBudget::RetryBudget(double share)
    : share_(std::llround(share * static_cast<double>(kToken))),
      capacity_(std::max(kLeastBudget, kHoard * share_)),
      tokens_(kLeastBudget) {}

void RetryBudget::on_first_attempt() {
  if (share_ >= 0) tokens_ = std::min(capacity_, tokens_ + share_);
}

bool RetryBudget::take() {
  if (share_ < 0) return true;
  if (tokens_ < kToken) return false;
  tokens_ -= kToken;
  return true;
}

std::optional<Breaker::Ticket> Breaker::admit(Nanoseconds now) {
  if (state_ == State::kOpen && now >= open_until_) enter(State::kHalfOpen);
  if (state_ == State::kOpen || probing_) return std::nullopt;
  probing_ = state_ == State::kHalfOpen;
  return epoch_;
}

void Breaker::on_success(Ticket ticket) {
  if (ticket != epoch_) return;
  failures_ = 0;
  if (state_ == State::kHalfOpen) enter(State::kClosed);
}

void Breaker::on_failure(Ticket ticket, Nanoseconds now) {
  if (ticket != epoch_) return;
  if (state_ == State::kClosed && ++failures_ < policy_.failures) return;
  enter(State::kOpen);
  open_until_ = now + policy_.open_for;
}

void Breaker::on_cancelled(Ticket ticket) {
  if (ticket == epoch_) probing_ = false;
}

void Breaker::enter(State state) {
  state_ = state;
  ++epoch_;
  failures_ = 0;
  probing_ = false;
}

}  // namespace squall

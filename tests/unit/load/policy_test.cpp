#include "harness/load/policy.h"

#include <catch2/catch.hpp>
#include <vector>

namespace squall {

using namespace std::chrono_literals;
using Backoff = RetryPolicy::Backoff;
using Jitter = RetryPolicy::Jitter;

TEST_CASE("backoff grows as it says, up to its cap", "[policy]") {
  struct Case {
    Backoff backoff;
    std::vector<Nanoseconds> pauses;
  };
  const std::vector<Case> cases{
      {Backoff::kConstant, {50ms, 50ms, 50ms, 50ms, 50ms}},
      {Backoff::kLinear, {50ms, 100ms, 150ms, 200ms, 250ms}},
      {Backoff::kExponential, {50ms, 100ms, 200ms, 300ms, 300ms}},
  };
  Random random(1);
  for (const Case& c : cases) {
    RetryPolicy policy;
    policy.backoff = c.backoff;
    policy.jitter = Jitter::kNone;
    policy.base = 50ms;
    policy.cap = 300ms;
    for (std::size_t i = 0; i < c.pauses.size(); ++i) {
      CHECK(backoff(policy, static_cast<int>(i) + 1, random) == c.pauses[i]);
    }
    CHECK(backoff(policy, 2000, random) <= 300ms);
  }
}

TEST_CASE("jitter draws from all of the pause, or from its second half", "[policy]") {
  Random random(1);
  RetryPolicy policy;
  policy.backoff = Backoff::kConstant;
  policy.base = 100ms;
  for (const Jitter jitter : {Jitter::kFull, Jitter::kEqual}) {
    policy.jitter = jitter;
    const Nanoseconds least = jitter == Jitter::kFull ? 0ms : 50ms;
    Nanoseconds low = 1h, high = 0ms;
    for (int i = 0; i < 2000; ++i) {
      const Nanoseconds pause = backoff(policy, 1, random);
      low = std::min(low, pause);
      high = std::max(high, pause);
    }
    CHECK(low >= least);
    CHECK(low < least + 1ms);
    CHECK(high < 100ms);
    CHECK(high > 99ms);
  }
}

TEST_CASE("what is retried: transient, and harmless to repeat", "[policy]") {
  struct Case {
    ErrorClass error;
    int status;
    bool sent, idempotent;
    bool retried, retried_if_allowed;
  };
  const std::vector<Case> cases{
      {ErrorClass::kReset, 0, true, true, true, true},
      {ErrorClass::kReset, 0, true, false, false, true},
      {ErrorClass::kReset, 0, false, false, true, true},
      {ErrorClass::kConnectRefused, 0, false, false, true, true},
      {ErrorClass::kConnectTimeout, 0, false, false, true, true},
      {ErrorClass::kShortRead, 0, true, true, true, true},
      {ErrorClass::kAttemptTimeout, 0, true, true, true, true},
      {ErrorClass::kAttemptTimeout, 0, true, false, false, true},
      {ErrorClass::kDeadlineExceeded, 0, true, true, false, false},
      {ErrorClass::kHttp5xx, 503, true, true, true, true},
      {ErrorClass::kHttp5xx, 503, true, false, false, true},
      {ErrorClass::kHttp4xx, 404, true, true, false, false},
      {ErrorClass::kHttp4xx, 429, true, true, true, true},
      {ErrorClass::kHttp4xx, 408, true, true, true, true},
      {ErrorClass::kUnexpectedBody, 200, true, true, false, false},
      {ErrorClass::kCircuitOpen, 0, false, true, false, false},
  };
  RetryPolicy policy, careless;
  careless.non_idempotent = true;
  for (const Case& c : cases) {
    CAPTURE(name(c.error), c.status, c.sent, c.idempotent);
    const FailedAttempt failed{c.error, c.status, c.sent, c.idempotent};
    CHECK(may_retry(policy, failed) == c.retried);
    CHECK(may_retry(careless, failed) == c.retried_if_allowed);
  }
}

TEST_CASE("a budget is a share of first attempts, and never less than ten", "[policy]") {
  RetryBudget budget(0.2);
  for (int i = 0; i < 10; ++i) REQUIRE(budget.take());
  REQUIRE_FALSE(budget.take());
  for (int i = 0; i < 4; ++i) {
    budget.on_first_attempt();
    REQUIRE_FALSE(budget.take());
  }
  budget.on_first_attempt();
  CHECK(budget.take());
  CHECK_FALSE(budget.take());

  // It does not hoard: a hundred first attempts' worth at most.
  for (int i = 0; i < 10000; ++i) budget.on_first_attempt();
  int taken = 0;
  while (budget.take()) ++taken;
  CHECK(taken == 20);

  RetryBudget none(0), unlimited(-1);
  for (int i = 0; i < 10; ++i) CHECK(none.take());
  none.on_first_attempt();
  CHECK_FALSE(none.take());
  for (int i = 0; i < 1000; ++i) REQUIRE(unlimited.take());
}

TEST_CASE("a breaker opens, waits, tries once, and closes or opens again", "[policy]") {
  Breaker breaker(CircuitBreaker{3, 2s});
  using State = Breaker::State;
  for (int i = 0; i < 2; ++i) breaker.on_failure(*breaker.admit(0s), 0s);
  breaker.on_success(*breaker.admit(0s));  // Failures in a row: this starts the count again.
  for (int i = 0; i < 2; ++i) breaker.on_failure(*breaker.admit(1s), 1s);
  CHECK(breaker.state() == State::kClosed);
  const auto early = breaker.admit(1s);
  breaker.on_failure(*breaker.admit(1s), 1s);
  CHECK(breaker.state() == State::kOpen);
  CHECK_FALSE(breaker.admit(2999ms));

  const auto trial = breaker.admit(3s);
  REQUIRE(trial);
  CHECK(breaker.state() == State::kHalfOpen);
  CHECK_FALSE(breaker.admit(3s));
  // An attempt from before it opened says nothing about the target now.
  breaker.on_success(*early);
  CHECK(breaker.state() == State::kHalfOpen);
  breaker.on_failure(*trial, 4s);
  CHECK(breaker.state() == State::kOpen);
  CHECK_FALSE(breaker.admit(5s));

  const auto cancelled = breaker.admit(6s);
  REQUIRE(cancelled);
  breaker.on_cancelled(*cancelled);
  const auto again = breaker.admit(6s);
  REQUIRE(again);
  breaker.on_success(*again);
  CHECK(breaker.state() == State::kClosed);
  CHECK(breaker.admit(6s));
  CHECK(breaker.admit(6s));
}

}  // namespace squall

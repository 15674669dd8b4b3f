#include "harness/load/retry.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

namespace squall {
namespace {

using namespace std::chrono_literals;
using Backoff = RetryPolicy::Backoff;
using Jitter = RetryPolicy::Jitter;

RetryPolicy steady_policy(Backoff backoff, int max) {
  RetryPolicy policy;
  policy.max = max;
  policy.backoff = backoff;
  policy.jitter = Jitter::kNone;
  policy.base = 50ms;
  policy.cap = 300ms;
  return policy;
}

// When the attempts of an operation begin that is due at 0, whose attempts all fail in the same
// way after `lasting`.
std::vector<Nanoseconds> attempt_times(const RetryPolicy& policy, const FailedAttempt& failed,
                                       Nanoseconds lasting, Nanoseconds deadline,
                                       RetryBudget budget = RetryBudget(-1)) {
  Random random(1);
  Retries retries;
  std::vector<Nanoseconds> times{0ns};
  while (times.size() < 100) {
    const Nanoseconds now = times.back() + lasting;
    const auto next = retries.next(policy, failed, now, deadline, budget, random);
    if (!next) break;
    times.push_back(*next);
  }
  CHECK(retries.count() == static_cast<int>(times.size()) - 1);
  return times;
}

FailedAttempt asks_for(Nanoseconds pause) {
  FailedAttempt failed{ErrorClass::kHttp5xx, 503};
  failed.retry_after = pause;
  return failed;
}

}  // namespace

TEST_CASE("attempts begin when backoff, maximum and deadline say", "[policy]") {
  struct Case {
    Backoff backoff;
    int max;
    Nanoseconds lasting, deadline;
    std::vector<Nanoseconds> times;
  };
  const std::vector<Case> cases{
      {Backoff::kConstant, 0, 10ms, 10s, {0ms}},
      {Backoff::kConstant, 3, 10ms, 10s, {0ms, 60ms, 120ms, 180ms}},
      {Backoff::kLinear, 4, 10ms, 10s, {0ms, 60ms, 170ms, 330ms, 540ms}},
      {Backoff::kExponential, 5, 10ms, 10s, {0ms, 60ms, 170ms, 380ms, 690ms, 1000ms}},
      // The last pause would end at the deadline, which leaves no time for an attempt.
      {Backoff::kExponential, 5, 10ms, 690ms, {0ms, 60ms, 170ms, 380ms}},
      {Backoff::kExponential, 5, 10ms, 691ms, {0ms, 60ms, 170ms, 380ms, 690ms}},
      {Backoff::kConstant, 5, 2s, 2s, {0ms}},
  };
  for (const Case& c : cases) {
    CAPTURE(static_cast<int>(c.backoff), c.max, c.deadline.count());
    const RetryPolicy policy = steady_policy(c.backoff, c.max);
    CHECK(attempt_times(policy, {ErrorClass::kReset}, c.lasting, c.deadline) == c.times);
  }
}

TEST_CASE("a pause as long as numbers can say is no retry", "[policy]") {
  const RetryPolicy policy = steady_policy(Backoff::kConstant, 3);
  CHECK(attempt_times(policy, asks_for(Nanoseconds::max()), 1ms, 10s).size() == 1);
  const RetryPolicy steep = steady_policy(Backoff::kExponential, 100);
  CHECK(attempt_times(steep, {ErrorClass::kReset}, 0ms, 24h).size() == 100);
}

TEST_CASE("Retry-After makes a pause longer, never shorter", "[policy]") {
  struct Case {
    Nanoseconds asked, deadline;
    bool respected;
    std::vector<Nanoseconds> times;
  };
  const std::vector<Case> cases{
      {0s, 10s, true, {0ms, 60ms, 120ms}},
      {40ms, 10s, true, {0ms, 60ms, 120ms}},
      {1s, 10s, true, {0ms, 1010ms, 2020ms}},
      {1s, 10s, false, {0ms, 60ms, 120ms}},
      {1s, 2s, true, {0ms, 1010ms}},  // The second would come after the deadline.
      {1h, 10s, true, {0ms}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.asked.count(), c.deadline.count(), c.respected);
    RetryPolicy policy = steady_policy(Backoff::kConstant, 2);
    policy.respect_retry_after = c.respected;
    CHECK(attempt_times(policy, asks_for(c.asked), 10ms, c.deadline) == c.times);
  }
}

TEST_CASE("a retry that the deadline forbids costs no budget", "[policy]") {
  const RetryPolicy policy = steady_policy(Backoff::kConstant, 30);
  RetryBudget budget(0);
  Random random(1);
  for (int i = 0; i < 20; ++i) {
    Retries retries;
    CHECK_FALSE(retries.next(policy, {ErrorClass::kReset}, 1s, 1s, budget, random));
  }
  CHECK(attempt_times(policy, {ErrorClass::kReset}, 0ms, 1h, budget).size() == 11);
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
      const Nanoseconds pause = backoff(policy, 1, 0ms, random);
      low = std::min(low, pause);
      high = std::max(high, pause);
    }
    CHECK(low >= least);
    CHECK(low < least + 1ms);
    CHECK(high < 100ms);
    CHECK(high > 99ms);
  }
}

TEST_CASE("decorrelated pauses are drawn from base to three times the last", "[policy]") {
  RetryPolicy policy;
  policy.backoff = Backoff::kDecorrelated;
  policy.base = 100ms;
  policy.cap = 2s;
  struct Case {
    Nanoseconds previous, least, most;
  };
  const std::vector<Case> cases{
      {0ms, 100ms, 300ms},  // The first.
      {100ms, 100ms, 300ms}, {250ms, 100ms, 750ms}, {1s, 100ms, 2s}, {2s, 100ms, 2s},
  };
  Random random(1);
  for (const Case& c : cases) {
    CAPTURE(c.previous.count());
    Nanoseconds low = 1h, high = 0ms;
    for (int i = 0; i < 5000; ++i) {
      const Nanoseconds pause = backoff(policy, 7, c.previous, random);
      low = std::min(low, pause);
      high = std::max(high, pause);
    }
    const Nanoseconds edge = (3 * std::max<Nanoseconds>(c.previous, 100ms) - c.least) / 200;
    CHECK(low >= c.least);
    CHECK(low < c.least + edge);
    CHECK(high <= c.most);
    CHECK(high > c.most - edge);
  }
}

TEST_CASE("each decorrelated pause follows from the one before it", "[policy]") {
  RetryPolicy policy;
  policy.max = 50;
  policy.backoff = Backoff::kDecorrelated;
  policy.base = 10ms;
  policy.cap = 100s;
  const auto times = attempt_times(policy, {ErrorClass::kReset}, 0ms, 24h);
  REQUIRE(times.size() == 51);
  Nanoseconds previous = policy.base, longest = 0ms;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const Nanoseconds pause = times[i] - times[i - 1];
    CHECK(pause >= policy.base);
    CHECK(pause <= std::min<Nanoseconds>(policy.cap, 3 * previous));
    previous = pause;
    longest = std::max(longest, pause);
  }
  CHECK(longest > 30ms);  // They do grow.
}

TEST_CASE("what is retried: transient, and harmless to repeat", "[policy]") {
  struct Case {
    ErrorClass error;
    int status;
    bool sent, idempotent, rejected;
    bool retried, retried_if_allowed;
  };
  const std::vector<Case> cases{
      {ErrorClass::kReset, 0, true, true, false, true, true},
      {ErrorClass::kReset, 0, true, false, false, false, true},
      {ErrorClass::kReset, 0, false, false, false, true, true},
      {ErrorClass::kConnectRefused, 0, false, false, false, true, true},
      {ErrorClass::kConnectTimeout, 0, false, false, false, true, true},
      {ErrorClass::kDns, 0, false, false, false, true, true},
      {ErrorClass::kTls, 0, false, false, false, true, true},
      {ErrorClass::kShortRead, 0, true, true, false, true, true},
      {ErrorClass::kProtocol, 0, true, true, false, true, true},
      {ErrorClass::kFirstByteTimeout, 0, true, true, false, true, true},
      {ErrorClass::kAttemptTimeout, 0, true, true, false, true, true},
      {ErrorClass::kAttemptTimeout, 0, true, false, false, false, true},
      {ErrorClass::kDeadlineExceeded, 0, true, true, false, false, false},
      {ErrorClass::kHttp5xx, 503, true, true, false, true, true},
      {ErrorClass::kHttp5xx, 503, true, false, false, false, true},
      {ErrorClass::kHttp5xx, 503, true, false, true, true, true},
      {ErrorClass::kHttp4xx, 404, true, true, false, false, false},
      {ErrorClass::kHttp4xx, 429, true, true, false, true, true},
      {ErrorClass::kHttp4xx, 408, true, true, false, true, true},
      {ErrorClass::kUnexpectedBody, 200, true, true, false, false, false},
      {ErrorClass::kUnexpectedStatus, 302, true, true, false, false, false},
      {ErrorClass::kCircuitOpen, 0, false, true, false, false, false},
      {ErrorClass::kAbandoned, 0, true, true, false, false, false},
  };
  RetryPolicy policy, careless;
  careless.non_idempotent = true;
  for (const Case& c : cases) {
    CAPTURE(name(c.error), c.status, c.sent, c.idempotent);
    const FailedAttempt failed{c.error, c.status, c.sent, c.idempotent, c.rejected};
    CHECK(may_retry(policy, failed) == c.retried);
    CHECK(may_retry(careless, failed) == c.retried_if_allowed);
  }
}

TEST_CASE("`on` names classes and statuses, with or without what is transient", "[policy]") {
  struct Case {
    RetryOn on;
    FailedAttempt failed;
    bool retried;
  };
  const RetryOn nothing{false, {}, {}};
  const RetryOn resets{false, {ErrorClass::kReset}, {}};
  const RetryOn statuses{false, {}, {{401, 401}, {500, 599}}};
  const RetryOn more{true, {ErrorClass::kUnexpectedBody}, {{404, 404}}};
  const std::vector<Case> cases{
      {nothing, {ErrorClass::kReset}, false},
      {resets, {ErrorClass::kReset}, true},
      {resets, {ErrorClass::kReset, 0, true, false}, false},  // Still not harmless.
      {resets, {ErrorClass::kHttp5xx, 503}, false},
      {statuses, {ErrorClass::kHttp4xx, 401}, true},
      {statuses, {ErrorClass::kHttp4xx, 404}, false},
      {statuses, {ErrorClass::kHttp4xx, 429}, false},
      {statuses, {ErrorClass::kHttp5xx, 500}, true},
      {statuses, {ErrorClass::kHttp5xx, 599}, true},
      {statuses, {ErrorClass::kReset, 0}, false},
      {more, {ErrorClass::kReset}, true},
      {more, {ErrorClass::kHttp4xx, 404}, true},
      {more, {ErrorClass::kUnexpectedBody, 200}, true},
      {more, {ErrorClass::kHttp4xx, 403}, false},
      {more, {ErrorClass::kDeadlineExceeded}, false},
  };
  for (const Case& c : cases) {
    CAPTURE(name(c.failed.error), c.failed.status);
    RetryPolicy policy;
    policy.on = c.on;
    CHECK(may_retry(policy, c.failed) == c.retried);
  }
}

}  // namespace squall

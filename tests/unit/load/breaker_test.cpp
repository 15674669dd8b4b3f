#include "harness/load/breaker.h"

#include <catch2/catch.hpp>
#include <string_view>
#include <vector>

namespace squall {
namespace {

using namespace std::chrono_literals;
using State = Breaker::State;

CircuitBreaker in_a_row(int failures, Nanoseconds open_for, int half_open = 1) {
  CircuitBreaker policy;
  policy.failures = failures;
  policy.open_for = open_for;
  policy.half_open = half_open;
  return policy;
}

// One attempt that begins and ends at `now`: 'o' ok, 'f' failed, 'c' cancelled. False if it was
// not let through.
bool attempt(Breaker& breaker, Nanoseconds now, char end) {
  const auto ticket = breaker.admit(now);
  if (!ticket) return false;
  if (end == 'o') breaker.on_success(*ticket);
  if (end == 'f') breaker.on_failure(*ticket, now);
  if (end == 'c') breaker.on_cancelled(*ticket);
  return true;
}

}  // namespace

TEST_CASE("the states of a breaker, attempt by attempt", "[policy]") {
  struct Event {
    Nanoseconds at;
    char end;
    bool admitted;
    State after;
  };
  const std::vector<Event> events{
      {0s, 'f', true, State::kClosed},
      {0s, 'f', true, State::kClosed},
      {0s, 'o', true, State::kClosed},  // Failures in a row: this starts the count again.
      {1s, 'f', true, State::kClosed},
      {1s, 'c', true, State::kClosed},  // Says nothing.
      {1s, 'f', true, State::kClosed},
      {1s, 'f', true, State::kOpen},
      {2999ms, 'o', false, State::kOpen},
      {3s, 'c', true, State::kHalfOpen},
      {3s, 'f', true, State::kOpen},
      {4999ms, 'o', false, State::kOpen},
      {5s, 'o', true, State::kClosed},
      {5s, 'f', true, State::kClosed},  // Counted from the start.
      {5s, 'f', true, State::kClosed},
      {6s, 'f', true, State::kOpen},
  };
  Breaker breaker(in_a_row(3, 2s));
  for (const Event& event : events) {
    CAPTURE(event.at.count(), event.end);
    CHECK(attempt(breaker, event.at, event.end) == event.admitted);
    CHECK(breaker.state() == event.after);
  }
}

TEST_CASE("half open, one attempt at a time finds out", "[policy]") {
  Breaker breaker(in_a_row(2, 2s));
  const auto early = breaker.admit(0s);
  attempt(breaker, 1s, 'f');
  attempt(breaker, 1s, 'f');
  REQUIRE(breaker.state() == State::kOpen);

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

TEST_CASE("half open with three probes: three at once, and all have to end well", "[policy]") {
  Breaker breaker(in_a_row(1, 1s, 3));
  attempt(breaker, 0s, 'f');
  auto first = breaker.admit(1s);
  auto second = breaker.admit(1s);
  auto third = breaker.admit(1s);
  REQUIRE((first && second && third));
  CHECK_FALSE(breaker.admit(1s));

  SECTION("all do") {
    breaker.on_success(*second);
    CHECK(breaker.state() == State::kHalfOpen);
    breaker.on_success(*first);
    CHECK(breaker.state() == State::kHalfOpen);
    breaker.on_success(*third);
    CHECK(breaker.state() == State::kClosed);
  }
  SECTION("one is cancelled, and another takes its place") {
    breaker.on_success(*second);
    breaker.on_success(*first);
    breaker.on_cancelled(*third);
    third = breaker.admit(1s);
    REQUIRE(third);
    breaker.on_success(*third);
    CHECK(breaker.state() == State::kClosed);
  }
  SECTION("one fails: open again, whatever the others find") {
    breaker.on_success(*first);
    breaker.on_failure(*second, 2s);
    CHECK(breaker.state() == State::kOpen);
    breaker.on_success(*third);
    CHECK(breaker.state() == State::kOpen);
    CHECK_FALSE(breaker.admit(2999ms));
    CHECK(breaker.admit(3s));
  }
}

TEST_CASE("a failure rate counts the last attempts, once there are enough", "[policy]") {
  struct Case {
    double rate;
    int window;
    std::string_view ends;  // The last of them opens it.
  };
  const std::vector<Case> cases{
      {0.5, 4, "ffff"},    // Not before four have ended.
      {0.5, 4, "fofoof"},  // A half with its end; two ok later it is a half again.
      {0.5, 4, "ffof"},
      {0.07, 100, ""},  // See below: 7 of 100.
      {1, 3,
       "ffoffof"
       "ff"},
      {0.01, 2, "oof"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.rate, c.window, std::string(c.ends));
    CircuitBreaker policy;
    policy.failure_rate = c.rate;
    policy.window = c.window;
    policy.failures = 1;  // Is not looked at.
    Breaker breaker(policy);
    std::string ends(c.ends);
    if (ends.empty())
      ends = std::string(93, 'o') +
             "ffffff"
             "of";
    for (std::size_t i = 0; i < ends.size(); ++i) {
      CAPTURE(i);
      CHECK(breaker.state() == State::kClosed);
      CHECK(attempt(breaker, 0s, ends[i]));
    }
    CHECK(breaker.state() == State::kOpen);
  }
}

TEST_CASE("a closed breaker starts with an empty window", "[policy]") {
  CircuitBreaker policy;
  policy.failure_rate = 0.5;
  policy.window = 4;
  policy.open_for = 1s;
  Breaker breaker(policy);
  for (int i = 0; i < 4; ++i) attempt(breaker, 0s, 'f');
  REQUIRE(breaker.state() == State::kOpen);
  attempt(breaker, 1s, 'o');
  REQUIRE(breaker.state() == State::kClosed);
  for (const char end : {'f', 'f', 'f'}) {
    attempt(breaker, 1s, end);
    CHECK(breaker.state() == State::kClosed);
  }
  attempt(breaker, 1s, 'f');
  CHECK(breaker.state() == State::kOpen);
}

}  // namespace squall

#include "harness/load/timeout_wheel.h"

#include <catch2/catch.hpp>
#include <vector>

#include "harness/core/random.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

struct Waiter : TimeoutWheel::Entry {
  Nanoseconds time{};
  int fired = 0;
};

}  // namespace

TEST_CASE("entries fire within a tick after their time, never before", "[wheel]") {
  TimeoutWheel wheel;
  Random random(3);
  std::vector<Waiter> waiters(2000);
  for (Waiter& waiter : waiters) {
    // Up to several turns of the wheel.
    waiter.time = Nanoseconds(static_cast<std::int64_t>(random.below(20'000'000'000)));
    wheel.set(waiter, waiter.time);
  }
  int fired = 0;
  Nanoseconds now{-1};
  while (const auto wake = wheel.next_wake()) {
    REQUIRE(*wake > now);
    now = *wake;
    wheel.advance(now, [&](TimeoutWheel::Entry& entry) {
      auto& waiter = static_cast<Waiter&>(entry);
      REQUIRE(waiter.time <= now);
      REQUIRE(waiter.time > now - TimeoutWheel::kTick);
      ++waiter.fired;
      ++fired;
    });
  }
  CHECK(fired == 2000);
  for (const Waiter& waiter : waiters) CHECK(waiter.fired == 1);
}

TEST_CASE("a cancelled entry does not fire, a moved one fires at its new time", "[wheel]") {
  TimeoutWheel wheel;
  Waiter cancelled, moved;
  wheel.set(cancelled, 5ms);
  wheel.set(moved, 5ms);
  wheel.set(moved, 9ms);
  wheel.cancel(cancelled);
  wheel.cancel(cancelled);
  CHECK_FALSE(cancelled.set());
  std::vector<Nanoseconds> fired;
  for (Nanoseconds now = 1ms; now < 20ms; now += 1ms) {
    wheel.advance(now, [&](TimeoutWheel::Entry&) { fired.push_back(now); });
  }
  CHECK(fired == std::vector<Nanoseconds>{9ms});
  CHECK_FALSE(wheel.next_wake());
}

TEST_CASE("one that fires may cancel and set others", "[wheel]") {
  TimeoutWheel wheel;
  Waiter first, second, third;
  wheel.set(first, 1ms);
  wheel.set(second, 1ms);
  int fired = 0;
  wheel.advance(1ms, [&](TimeoutWheel::Entry& entry) {
    ++fired;
    CHECK(&entry == &first);
    wheel.cancel(second);
    wheel.set(third, 1ms);  // Already past: due at the next tick.
  });
  CHECK(fired == 1);
  CHECK(wheel.next_wake() == 2ms);
  wheel.advance(2ms, [&](TimeoutWheel::Entry& entry) {
    ++fired;
    CHECK(&entry == &third);
  });
  CHECK(fired == 2);
}

TEST_CASE("a long sleep of the machine loses nothing", "[wheel]") {
  TimeoutWheel wheel;
  std::vector<Waiter> waiters(100);
  Nanoseconds time{0};
  for (Waiter& waiter : waiters) wheel.set(waiter, time += 100ms);
  int fired = 0;
  wheel.advance(1h, [&](TimeoutWheel::Entry&) { ++fired; });
  CHECK(fired == 100);
}

}  // namespace squall

#include "harness/load/hedge.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "harness/core/random.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

HedgePolicy at_percentile(double percentile) {
  HedgePolicy policy;
  policy.percentile = percentile;
  return policy;
}

}  // namespace

TEST_CASE("a fixed delay is always the same", "[policy]") {
  HedgePolicy policy;
  policy.after = 200ms;
  HedgeDelay delay(policy);
  CHECK(delay.delay() == Nanoseconds(200ms));
  for (int i = 0; i < 2000; ++i) delay.add(1ms);
  CHECK(delay.delay() == Nanoseconds(200ms));
}

TEST_CASE("a percentile needs a hundred attempts", "[policy]") {
  HedgeDelay delay(at_percentile(95));
  for (int i = 1; i < 100; ++i) {
    delay.add(Nanoseconds(i));
    REQUIRE_FALSE(delay.delay());
  }
  delay.add(100ns);
  CHECK(delay.delay() == 95ns);
}

TEST_CASE("the percentile is exact, by nearest rank", "[policy]") {
  struct Case {
    double percentile;
    Nanoseconds expected;  // Of 1 to 1000.
  };
  for (const Case& c :
       {Case{50, 500ns}, Case{90, 900ns}, Case{95, 950ns}, Case{99, 990ns}, Case{99.9, 999ns}}) {
    CAPTURE(c.percentile);
    HedgeDelay delay(at_percentile(c.percentile));
    for (int i = 0; i < 1000; ++i) delay.add(Nanoseconds(1 + (i * 7) % 1000));  // In no order.
    CHECK(delay.delay() == c.expected);
  }
}

TEST_CASE("only the last thousand attempts count", "[policy]") {
  HedgeDelay delay(at_percentile(95));
  for (int i = 0; i < 1000; ++i) delay.add(10ms);
  CHECK(delay.delay() == Nanoseconds(10ms));
  for (int i = 0; i < 50; ++i) delay.add(20ms);
  CHECK(delay.delay() == Nanoseconds(10ms));
  for (int i = 0; i < 50; ++i) delay.add(20ms);
  CHECK(delay.delay() == Nanoseconds(20ms));  // Now a tenth of them.
  for (int i = 0; i < 1000; ++i) delay.add(5ms);
  CHECK(delay.delay() == Nanoseconds(5ms));
}

TEST_CASE("a stable share is hedged, also when hedges cut attempts off", "[policy]") {
  // Attempts and hedges take exponential times. Where the hedge is faster, all that is known of the
  // attempt is that it took longer than that.
  HedgeDelay delay(at_percentile(95));
  Random random(3);
  const auto draw = [&] { return Nanoseconds(static_cast<std::int64_t>(random.exponential(1e7))); };
  int hedged = 0;
  constexpr int kAttempts = 20000;
  for (int i = 0; i < kAttempts; ++i) {
    Nanoseconds took = draw();
    if (delay.delay() && took > *delay.delay()) {
      ++hedged;
      took = std::min(took, *delay.delay() + draw());
    }
    delay.add(took);
  }
  CHECK(hedged > kAttempts * 3 / 100);
  CHECK(hedged < kAttempts * 8 / 100);
}

}  // namespace squall

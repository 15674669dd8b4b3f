// When requests with and without a delay show it: nearly always where it is, hardly ever where none
// is.
#include "harness/faults/delay_pairs.h"

#include <catch2/catch.hpp>
#include <functional>

#include "harness/core/random.h"
#include "harness/proxy/toxics/latency.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

bool shown(DelayPairs pairs, const std::function<Nanoseconds()>& served,
           const std::function<Nanoseconds()>& delay) {
  while (pairs.wants_more()) pairs.add(served(), served() + delay());
  return pairs.proven();
}

constexpr int kTimes = 4000;

// How often, of kTimes.
int times_shown(Nanoseconds delay, Nanoseconds jitter, const std::string& distribution,
                const std::function<Nanoseconds()>& served, bool is_there = true) {
  Options options;
  options.set("delay", {delay});
  options.set("jitter", {jitter});
  options.set("distribution", {distribution});
  const ToxicMaker maker = latency::compile(options);
  int times = 0;
  for (int i = 0; i < kTimes; ++i) {
    std::uint64_t connection = 0;
    // A connection of its own for each request, as the proxy makes them.
    const auto drawn = [&]() -> Nanoseconds {
      if (!is_there) return 0ns;
      const auto seed = static_cast<std::uint64_t>(i);
      char byte = 'x';
      return maker({{}, Random::substream(seed, std::to_string(++connection))})
                 ->next({&byte, 1}, SteadyTime{})
                 .due -
             SteadyTime{};
    };
    if (shown(DelayPairs(delay, jitter, 1), served, drawn)) ++times;
  }
  return times;
}

TEST_CASE("a delay is shown, however it is drawn") {
  Random random(7);
  const auto served = [&] { return 1ms + Nanoseconds(random.below(1'000'000)); };
  CHECK(times_shown(50ms, 0ms, "uniform", served) == kTimes);
  CHECK(times_shown(50ms, 10ms, "uniform", served) == kTimes);
  for (const char* distribution : {"normal", "pareto"}) {
    INFO(distribution);
    CHECK(times_shown(50ms, 10ms, distribution, served) >= kTimes - 4);
  }
  CHECK(times_shown(100ms, 100ms, "uniform", served) >= kTimes - 40);
}

TEST_CASE("a server that is slow now and then shows none") {
  Random random(7);
  // One request in ten takes 80 ms longer.
  const auto served = [&] { return 1ms + (random.below(10) == 0 ? Nanoseconds(80ms) : 0ns); };
  CHECK(times_shown(50ms, 0ms, "uniform", served, false) <= kTimes * 3 / 100);
  CHECK(times_shown(50ms, 10ms, "normal", served, false) <= kTimes * 3 / 100);
}

}  // namespace
}  // namespace squall

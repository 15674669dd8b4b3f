// The run's own folds and the report must never disagree.
#include <algorithm>
#include <catch2/catch.hpp>

#include "harness/analysis/fold.h"
#include "harness/core/random.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;

namespace {

constexpr Nanoseconds kDeadline = std::chrono::seconds(2);
constexpr Nanoseconds kTick = std::chrono::milliseconds(100);

/// Random outages, latencies and gaps, with one fault from 2 s to 5 s in 20 s.
SampleRun random_run(Random& random) {
  SampleRun run;
  run.scenario.recovery.windows = 1 + static_cast<int>(random.below(6));
  run.scenario.recovery.min_samples = 1 + static_cast<int>(random.below(4));
  run.phase("p", PhaseKind::kFault, ms(0), ms(20'000));
  run.fault("f", "p", ms(2'000), ms(5'000));
  run.end(ms(22'000));
  bool ok = true;
  for (Nanoseconds due{}; due < ms(20'000);) {
    if (random.below(20) == 0) ok = !ok;
    const Nanoseconds took(static_cast<std::int64_t>(random.below(kDeadline.count())));
    const bool good = ok || random.below(5) == 0;
    run.attempts.push_back(good ? ok_at(due, took) : failed_at(due, took));
    due += Nanoseconds(static_cast<std::int64_t>(random.exponential(6e7))) + Nanoseconds(1);
  }
  return run;
}

struct Live {
  std::optional<Nanoseconds> steady_since, recovered;
};

/// What the run would see: attempts in the order of their ends, a look every 100 ms.
Live watch_live(const SampleRun& run) {
  std::vector<Attempt> by_end = run.attempts;
  const auto end_of = [](const Attempt& a) { return a.intended + a.end; };
  std::sort(by_end.begin(), by_end.end(),
            [&](const Attempt& a, const Attempt& b) { return end_of(a) < end_of(b); });
  SteadyFold fold(run.scenario.recovery, ms(0));
  Live live;
  auto next = by_end.begin();
  for (Nanoseconds now{}; now <= ms(22'000); now += kTick) {
    if (now == ms(2'000)) fold.injected("f", now);
    if (now == ms(5'000)) fold.healed("f", now);
    // Attempts that were due before the injection may come after it.
    for (; next != by_end.end() && end_of(*next) < now; ++next) fold.add({&*next, 1});
    fold.settle(std::min(now - kDeadline, ms(20'000)));
    if (!live.steady_since) live.steady_since = fold.steady_since();
  }
  live.recovered = fold.recovered("f");
  return live;
}

}  // namespace

TEST_CASE("the live folds and the report agree on random histories") {
  int recovered = 0, steady = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const SampleRun run = random_run(random);
    const Live live = watch_live(run);
    const FaultReport fault = run.report().faults.at(0);
    REQUIRE(fault.impact);
    CHECK(live.recovered.has_value() == fault.time_to_recover_from_injection_s.has_value());
    if (live.recovered) {
      ++recovered;
      CHECK(seconds(*live.recovered - ms(2'000)) == *fault.time_to_recover_from_injection_s);
    }
    // Whoever waited for steady gets a time to recover.
    if (live.steady_since) {
      ++steady;
      CHECK(fault.time_to_recover_s);
      CHECK(*live.steady_since >= ms(5'000));
    }
  }
  // The histories must be of all kinds for this to say something.
  CHECK(recovered > 50);
  CHECK(recovered < 200);
  CHECK(steady > 20);
  CHECK(steady < recovered);
}

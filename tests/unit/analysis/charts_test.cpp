// What the charts of a report show beyond the figures of windows: percentiles, bands of response
// times, operations in flight, circuit breakers.
#include <catch2/catch.hpp>
#include <numeric>

#include "harness/analysis/backends.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;

TEST_CASE("a phase's curve ends where no sample lies beyond") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(0), ms(2'000));
  run.phase("silent", PhaseKind::kFault, ms(2'000), ms(3'000));
  run.end(ms(3'000));
  for (int i = 1; i <= 100; ++i) {
    Attempt attempt = ok_at(ms(10 * i), ms(i));
    attempt.sent = ms(i < 50 ? 0 : 20);
    run.attempts.push_back(attempt);
  }
  const Report report = run.report();
  const LatencyCurve& curve = report.phases[0].curve;
  REQUIRE(curve.percentile == std::vector<double>{0, 25, 50, 75, 90, 95, 99, 100});
  CHECK(curve.response_ms[2] == Approx(50).epsilon(0.001));
  CHECK(curve.response_ms[6] == Approx(99).epsilon(0.001));
  CHECK(curve.response_ms[7] == 100);
  CHECK(curve.service_ms[7] == 80);
  CHECK(report.phases[1].curve.percentile.empty());
}

TEST_CASE("each response time counts in one band, the slowest ones in the last") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(0), ms(1'000));
  run.end(ms(30'000));
  run.attempts = {ok_at(ms(0), ms(1)),          ok_at(ms(1), ms(2)),    ok_at(ms(2), ms(60)),
                  failed_at(ms(3), ms(20'000)), ok_at(ms(600), ms(60)), dropped_at(ms(4))};
  const Report report = run.report();
  REQUIRE(report.timeline.size() == 2);
  const auto& bands = report.timeline[0].response_bands;
  const auto band_up_to = [](double end_ms) {
    const auto found = std::find(kResponseBandsMs.begin(), kResponseBandsMs.end(), end_ms);
    return static_cast<std::size_t>(found - kResponseBandsMs.begin());
  };
  CHECK(bands[band_up_to(100)] == 1);
  CHECK(bands.back() == 1);
  CHECK(std::accumulate(bands.begin(), bands.end(), std::uint64_t{0}) == 4);
  CHECK(report.timeline[1].response_bands[band_up_to(100)] == 1);
}

TEST_CASE("in flight are operations that were due and have not ended") {
  SampleRun run;
  run.phase("a", PhaseKind::kBaseline, ms(0), ms(1'000));
  run.phase("b", PhaseKind::kFault, ms(1'000), ms(2'000));
  run.end(ms(3'000));
  run.attempts = {ok_at(ms(100)), ok_at(ms(200), ms(1'000)), failed_at(ms(700), ms(2'000)),
                  dropped_at(ms(800))};
  const auto in_flight = [&run] {
    std::vector<std::uint64_t> counts;
    for (const TimelineWindow& window : run.report().timeline) counts.push_back(window.in_flight);
    return counts;
  };
  CHECK(in_flight() == std::vector<std::uint64_t>{1, 2, 1, 1});

  run.attempts.push_back(failed_at(ms(200), ms(900), ErrorClass::kCutOff));
  CHECK(in_flight() == std::vector<std::uint64_t>{2, 3, 1, 1});
}

TEST_CASE("a circuit breaker stands as it was changed last") {
  std::vector<TimedEvent> events;
  const auto change = [&](int at_ms, const std::string& address, const std::string& state) {
    events.push_back({ms(at_ms), BreakerChanged{address, state}});
  };
  change(1'000, "http://a", "open");
  change(1'500, "http://b", "open");
  change(3'000, "http://a", "half_open");
  change(3'200, "http://a", "closed");
  const std::vector<BreakerSpan> spans = breaker_spans(events, ms(5'000));
  REQUIRE(spans.size() == 4);
  CHECK(spans[0].end_s == 3.0);
  CHECK(spans[1].address == "http://b");
  CHECK(spans[1].end_s == 5.0);
  CHECK(spans[2].state == "half_open");
  CHECK(spans[2].end_s == 3.2);
  CHECK(spans[3].end_s == 5.0);
}

#include "harness/load/arrival.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "harness/load/kinds.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

std::vector<Nanoseconds> starts(const std::string& kind, double rate_per_s, std::uint64_t seed,
                                int count) {
  Load load;
  load.arrival = kind;
  load.rate_per_s = rate_per_s;
  const auto process = *make_arrival(load, Random(seed));
  std::vector<Nanoseconds> offsets;
  for (int i = 0; i < count; ++i) offsets.push_back(process->next().value());
  return offsets;
}

}  // namespace

TEST_CASE("constant arrivals are evenly spaced and do not drift", "[arrival]") {
  CHECK(starts("constant", 4, 1, 5) == std::vector<Nanoseconds>{0ms, 250ms, 500ms, 750ms, 1000ms});
  CHECK(starts("constant", 3, 1, 300001).back() == 100000s);
}

TEST_CASE("Poisson arrivals have the rate, and the spread of independent users", "[arrival]") {
  const int count = 100000;
  const auto offsets = starts("poisson", 50, 42, count);
  CHECK(seconds(offsets.back()) == Approx(count / 50.0).epsilon(0.02));
  // The number of arrivals in windows of a second has its variance equal to its mean.
  std::vector<double> windows(1900);
  Nanoseconds before{0};
  for (const Nanoseconds offset : offsets) {
    REQUIRE(offset >= before);
    before = offset;
    const auto window = static_cast<std::size_t>(seconds(offset));
    if (window < windows.size()) ++windows[window];
  }
  double sum = 0, squares = 0;
  for (const double n : windows) {
    sum += n;
    squares += n * n;
  }
  const double mean = sum / static_cast<double>(windows.size());
  CHECK(mean == Approx(50).epsilon(0.02));
  CHECK(squares / static_cast<double>(windows.size()) - mean * mean == Approx(50).epsilon(0.12));
}

TEST_CASE("arrivals are a pure stream of the seed", "[arrival]") {
  CHECK(starts("poisson", 10, 1, 100) == starts("poisson", 10, 1, 100));
  CHECK(starts("poisson", 10, 1, 100) != starts("poisson", 10, 2, 100));
}

namespace {

std::vector<Nanoseconds> starts_of(const Load& load, std::uint64_t seed, std::size_t most) {
  const auto process = *make_arrival(load, Random(seed));
  std::vector<Nanoseconds> offsets;
  while (offsets.size() < most) {
    const auto next = process->next();
    if (!next) break;
    offsets.push_back(*next);
  }
  return offsets;
}

Load staged(double rate_per_s, std::vector<Load::Stage> stages,
            Load::Spacing spacing = Load::Spacing::kEven) {
  Load load;
  load.arrival = "stages";
  load.rate_per_s = rate_per_s;
  load.stages = std::move(stages);
  load.spacing = spacing;
  return load;
}

std::size_t count_between(const std::vector<Nanoseconds>& offsets, Nanoseconds from,
                          Nanoseconds to) {
  return static_cast<std::size_t>(
      std::count_if(offsets.begin(), offsets.end(),
                    [&](Nanoseconds offset) { return offset >= from && offset < to; }));
}

}  // namespace

TEST_CASE("a stage holds as many iterations as the integral of its rate", "[arrival]") {
  struct Row {
    double rate_per_s;
    std::vector<Load::Stage> stages;
    Nanoseconds from, to;
    std::size_t count;
  };
  const std::vector<Row> rows{
      {10, {{10s, 10}}, 0s, 10s, 100},                        // a hold
      {10, {{10s, 50}}, 0s, 10s, 300},                        // up: 10·(10+50)/2
      {50, {{10s, 10}}, 0s, 10s, 300},                        // down
      {10, {{10s, 50}}, 0s, 5s, 100},                         // the first half of it: 5·(10+30)/2
      {10, {{10s, 50}}, 5s, 10s, 200},                        // the second
      {10, {{10s, 50}}, 10s, 20s, 500},                       // behind the last one: held
      {10, {{0s, 50}}, 0s, 10s, 500},                         // a jump
      {10, {{5s, 10}, {0s, 400}, {1s, 400}, {0s, 10}}, 5s, 6s, 400},  // a spike
      {10, {{5s, 10}, {0s, 400}, {1s, 400}, {0s, 10}}, 6s, 10s, 40},  // and what comes after it
      {20, {{5s, 0}, {5s, 0}, {5s, 20}}, 0s, 5s, 50},         // down to nothing,
      {20, {{5s, 0}, {5s, 0}, {5s, 20}}, 5s, 10s, 0},         // a pause,
      {20, {{5s, 0}, {5s, 0}, {5s, 20}}, 10s, 15s, 50},       // and up again
  };
  for (const Row& row : rows) {
    const auto offsets = starts_of(staged(row.rate_per_s, row.stages), 1, 20000);
    REQUIRE(std::is_sorted(offsets.begin(), offsets.end()));
    INFO(row.rate_per_s << "/s, " << row.stages.size() << " stages, from " << row.from.count());
    const std::size_t count = count_between(offsets, row.from, row.to);
    // An iteration on the border belongs to one side of it.
    CHECK(count + 1 >= row.count);
    CHECK(count <= row.count + 1);
  }
}

TEST_CASE("a ramp puts each iteration where its rate's integral says", "[arrival]") {
  // From 0.001/s it is all but 10·t²/2: iteration n comes at √(n/5).
  const auto offsets = starts_of(staged(0.001, {{10s, 100}}), 1, 500);
  for (const std::size_t n : {1U, 5U, 45U, 125U, 499U}) {
    CHECK(seconds(offsets[n]) == Approx(std::sqrt(static_cast<double>(n) / 5)).margin(0.001));
  }
  CHECK(starts_of(staged(4, {{1s, 4}}), 1, 5) ==
        std::vector<Nanoseconds>{0ms, 250ms, 500ms, 750ms, 1000ms});
}

TEST_CASE("stages that end at nothing end", "[arrival]") {
  const auto offsets = starts_of(staged(100, {{2s, 0}}), 1, 1000);
  CHECK(offsets.size() == 100);
  CHECK(offsets.back() < 2s);
}

TEST_CASE("Poisson spacing follows the rate on average, and the seed exactly", "[arrival]") {
  const Load load = staged(100, {{100s, 500}, {100s, 500}}, Load::Spacing::kPoisson);
  const auto offsets = starts_of(load, 42, 200000);
  REQUIRE(std::is_sorted(offsets.begin(), offsets.end()));
  CHECK(count_between(offsets, 0s, 100s) == Approx(30000).epsilon(0.03));
  CHECK(count_between(offsets, 0s, 50s) == Approx(10000).epsilon(0.03));
  CHECK(count_between(offsets, 100s, 200s) == Approx(50000).epsilon(0.03));
  CHECK(starts_of(load, 42, 1000) == starts_of(load, 42, 1000));
  CHECK(starts_of(load, 42, 1000) != starts_of(load, 43, 1000));
}

TEST_CASE("a replay begins iterations as they were recorded", "[arrival]") {
  const std::vector<Nanoseconds> recorded{0ms, 100ms, 100ms, 900ms};
  Load load;
  load.arrival = "replay";
  load.replay.offsets = std::make_shared<const std::vector<Nanoseconds>>(recorded);
  CHECK(starts_of(load, 1, 100) == recorded);
  load.replay.speed = 2;
  CHECK(starts_of(load, 1, 100) == std::vector<Nanoseconds>{0ms, 50ms, 50ms, 450ms});
  load.replay.repeat = 1s;
  CHECK(starts_of(load, 1, 9) == std::vector<Nanoseconds>{0ms, 50ms, 50ms, 450ms, 500ms, 550ms,
                                                          550ms, 950ms, 1000ms});
  load.replay.offsets = nullptr;
  CHECK_FALSE(make_arrival(load, Random(1)));
}

TEST_CASE("every kind in the table can be made", "[arrival]") {
  Load load;
  load.rate_per_s = 1;
  load.replay.offsets = std::make_shared<const std::vector<Nanoseconds>>(1);
  for (const Kind& kind : kArrivalKinds) {
    load.arrival = kind.name;
    CHECK(make_arrival(load, Random(1)));
    CHECK_FALSE(kind.summary.empty());
  }
}

}  // namespace squall

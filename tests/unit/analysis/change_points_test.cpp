#include "harness/analysis/change_points.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "harness/core/random.h"

using namespace squall;

namespace {

// Runs as they are: log-normal, 4 % wide, one in twenty a third slower.
class Runs {
 public:
  explicit Runs(std::uint64_t seed) : random_(seed) {}

  void add(std::vector<double>& series, double level, int count) {
    for (int i = 0; i < count; ++i) {
      double sum = 0;
      for (int k = 0; k < 12; ++k) sum += random_.uniform();
      const double slow = random_.uniform() < 0.05 ? 1.3 : 1;
      series.push_back(level * slow * std::exp(0.04 * (sum - 6)));
    }
  }

 private:
  Random random_;
};

}  // namespace

TEST_CASE("a change of 10 % is found where it is, and another one after it") {
  std::vector<double> series;
  Runs runs(3);
  runs.add(series, 100, 30);
  runs.add(series, 110, 25);
  runs.add(series, 95, 20);
  const auto found = change_points(series);
  REQUIRE(found.size() == 2);
  CHECK(std::abs(static_cast<double>(found[0].at) - 30) <= 2);
  CHECK(std::abs(static_cast<double>(found[1].at) - 55) <= 2);
  CHECK(found[0].before == Approx(100).epsilon(0.03));
  CHECK(found[0].after == Approx(110).epsilon(0.03));
  CHECK(found[1].before == found[0].after);
  CHECK(found[1].after == Approx(95).epsilon(0.03));
  for (const ChangePoint& change : found) CHECK(change.p_value <= 0.01);

  const auto again = change_points(series);
  REQUIRE(again.size() == 2);
  CHECK(again[0].p_value == found[0].p_value);
}

TEST_CASE("a slow drift shows, though no two neighbours differ") {
  std::vector<double> series;
  Runs runs(5);
  for (int i = 0; i < 60; ++i) runs.add(series, 100 + 0.4 * i, 1);
  CHECK_FALSE(change_points(series).empty());
}

TEST_CASE("without a change there is hardly ever one") {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::vector<double> series;
    Runs(seed).add(series, 100, 30);
    found += change_points(series, {.shuffles = 99}).empty() ? 0 : 1;
  }
  CHECK(found <= 6);  // Two are expected.
}

TEST_CASE("too few values, or all the same, have no change") {
  CHECK(change_points({}).empty());
  CHECK(change_points(std::vector<double>{1, 1, 1, 9, 9, 9}).empty());
  CHECK(change_points(std::vector<double>(40, 2.5)).empty());
}

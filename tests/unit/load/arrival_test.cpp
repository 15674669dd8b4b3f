#include "harness/load/arrival.h"

#include <catch2/catch.hpp>
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

TEST_CASE("every kind in the table can be made", "[arrival]") {
  Load load;
  load.rate_per_s = 1;
  for (const Kind& kind : kArrivalKinds) {
    load.arrival = kind.name;
    CHECK(make_arrival(load, Random(1)));
    CHECK_FALSE(kind.summary.empty());
  }
}

}  // namespace squall

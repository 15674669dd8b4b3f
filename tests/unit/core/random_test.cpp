#include "harness/core/random.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace squall;

TEST_CASE("xoshiro256** gives its authors' sequence from splitmix64's seeding") {
  // splitmix64 from 0 gives e220a8397b1dcdaf, 6e789e6aa1b965f4, 06c45d188009454f,
  // f88bb8a8724c81ec; the first output is rotl(s1 * 5, 7) * 9.
  Random random(0);
  CHECK(random.next() == 0x99ec5f36cb75f2b4ULL);
}

TEST_CASE("substreams depend on seed and name alone") {
  Random a = Random::substream(7, "faults");
  Random b = Random::substream(7, "faults");
  Random c = Random::substream(7, "load");
  const std::uint64_t first = a.next();
  CHECK(first == b.next());
  CHECK(first != c.next());
}

TEST_CASE("bounded draws are uniform") {
  Random random(1);
  std::vector<int> counts(6);
  for (int i = 0; i < 60'000; ++i) ++counts.at(random.below(6));
  for (const int count : counts) {
    CHECK(count > 9'500);
    CHECK(count < 10'500);
  }
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) sum += random.exponential(2.0);
  CHECK(sum / 100'000 == Approx(2.0).epsilon(0.02));
}

#include "harness/core/histogram.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "harness/core/random.h"
#include "harness/core/sparse_histogram.h"

using namespace squall;

TEST_CASE("percentiles agree with exact sorting to three digits") {
  Random random(42);
  Histogram histogram;
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 100'000; ++i) {
    const auto value = static_cast<std::uint64_t>(random.exponential(5e6));
    values.push_back(value);
    histogram.record(value);
  }
  std::sort(values.begin(), values.end());
  for (const double q : {0.0, 0.01, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
    CAPTURE(q);
    const double rank = std::max(1.0, std::ceil(q * static_cast<double>(values.size())));
    const std::uint64_t exact = values.at(static_cast<std::size_t>(rank) - 1);
    CHECK(histogram.quantile(q) >= exact);
    CHECK(static_cast<double>(histogram.quantile(q)) <= static_cast<double>(exact) * 1.001 + 1);
  }
  CHECK(histogram.quantile(1.0) == values.back());
}

TEST_CASE("three digits hold over the whole range") {
  Random random(9);
  const auto check = [](std::uint64_t value) {
    const std::size_t bucket = Histogram::bucket_of(value);
    const std::uint64_t top = Histogram::bucket_top(bucket);
    const std::uint64_t bottom = bucket == 0 ? 0 : Histogram::bucket_top(bucket - 1) + 1;
    return bottom <= value && value <= top && top - bottom <= value / 1024 &&
           Histogram::bucket_of(bottom) == bucket && Histogram::bucket_of(top) == bucket;
  };
  for (unsigned bits = 0; bits < 64; ++bits) {
    CAPTURE(bits);
    const std::uint64_t power = std::uint64_t{1} << bits;
    CHECK(check(power));
    CHECK(check(power - 1));
    CHECK(check(power + 1));
    for (int i = 0; i < 200; ++i) CHECK(check(power + random.below(power)));
  }
  CHECK(check(~std::uint64_t{0}));
}

TEST_CASE("percentiles agree with exact sorting, whatever the values") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Histogram merged;
    Histogram parts[3];
    std::vector<std::uint64_t> values;
    const std::uint64_t count = 1 + random.below(400);
    for (std::uint64_t i = 0; i < count; ++i) {
      // Of every size, and many equal ones.
      values.push_back(random.below(4) == 0 ? 1'000'000 : random.next() >> random.below(64));
      parts[random.below(3)].record(values.back());
    }
    for (const Histogram& part : parts) merged.merge(part);
    std::sort(values.begin(), values.end());
    for (std::uint64_t rank = 1; rank <= count; ++rank) {
      // Between two ranks, so that rounding does not matter.
      const double q = (static_cast<double>(rank) - 0.5) / static_cast<double>(count);
      const std::uint64_t exact = values[static_cast<std::size_t>(rank) - 1];
      const std::uint64_t seen = merged.quantile(q);
      CHECK((seen >= exact && seen - exact <= exact / 1024));
    }
    CHECK(merged.max() == values.back());
    CHECK(merged.min() == values.front());
  }
}

TEST_CASE("merging is the same as recording together") {
  Histogram a, b, both;
  for (std::uint64_t v = 0; v < 5'000; ++v) {
    (v % 2 == 0 ? a : b).record(v * 977);
    both.record(v * 977);
  }
  a.merge(b);
  CHECK(a.count() == both.count());
  CHECK(a.min() == both.min());
  for (const double q : {0.1, 0.5, 0.99}) CHECK(a.quantile(q) == both.quantile(q));
}

TEST_CASE("extreme values are held") {
  Histogram histogram;
  CHECK(histogram.quantile(0.5) == 0);
  histogram.record(0);
  histogram.record(~std::uint64_t{0});
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.quantile(1.0) == ~std::uint64_t{0});
}

TEST_CASE("the sparse histogram gives the same answers, merged or not, into either kind") {
  Random random(3);
  Histogram dense, from_sparse;
  SparseHistogram sparse, halves[2];
  CHECK(sparse.quantile(0.5) == 0);
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<std::uint64_t>(random.exponential(i % 2 == 0 ? 1e3 : 1e9));
    dense.record(value);
    sparse.record(value);
    halves[i % 2].record(value);
  }
  from_sparse.merge(halves[0]);
  from_sparse.merge(halves[1]);
  halves[0].merge(halves[1]);
  for (const double q : {0.0, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    CAPTURE(q);
    CHECK(sparse.quantile(q) == dense.quantile(q));
    CHECK(halves[0].quantile(q) == dense.quantile(q));
    CHECK(from_sparse.quantile(q) == dense.quantile(q));
  }
  CHECK(sparse.count() == dense.count());
  CHECK(sparse.max() == dense.max());
  CHECK(from_sparse.min() == dense.min());
  CHECK(sparse.mean() == Approx(dense.mean()));
}

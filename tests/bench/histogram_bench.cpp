// What one value costs, and what a percentile does.
#include <benchmark/benchmark.h>

#include <vector>

#include "harness/core/histogram.h"
#include "harness/core/random.h"
#include "harness/core/sparse_histogram.h"

namespace squall {
namespace {

/// Latencies in nanoseconds, mean 5 ms.
std::vector<std::uint64_t> latencies() {
  Random random(1);
  std::vector<std::uint64_t> values(1 << 14);
  for (std::uint64_t& value : values) {
    value = static_cast<std::uint64_t>(random.exponential(5e6));
  }
  return values;
}

template <typename H>
void record(benchmark::State& state) {
  const auto values = latencies();
  H histogram;
  std::size_t i = 0;
  for (auto _ : state) histogram.record(values[i++ % values.size()]);
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK_TEMPLATE(record, Histogram);
BENCHMARK_TEMPLATE(record, SparseHistogram);

template <typename H>
void quantile(benchmark::State& state) {
  H histogram;
  for (const std::uint64_t value : latencies()) histogram.record(value);
  for (auto _ : state) benchmark::DoNotOptimize(histogram.quantile(0.99));
}
BENCHMARK_TEMPLATE(quantile, Histogram);
BENCHMARK_TEMPLATE(quantile, SparseHistogram);

template <typename H>
void merge(benchmark::State& state) {
  H histogram;
  for (const std::uint64_t value : latencies()) histogram.record(value);
  H sum;
  for (auto _ : state) sum.merge(histogram);
  benchmark::DoNotOptimize(sum.count());
}
BENCHMARK_TEMPLATE(merge, Histogram);
BENCHMARK_TEMPLATE(merge, SparseHistogram);

}  // namespace
}  // namespace squall

#include "reports/hgrm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "harness/core/time.h"

namespace squall {
namespace {

constexpr double kTicksPerHalving = 5;
constexpr int kSubBuckets = 2048;

/// The next percentile to stop at, after `percentile` (below 100).
double after(double percentile) {
  const double halvings = std::floor(std::log2(100 / (100 - percentile))) + 1;
  return percentile + 100 / (kTicksPerHalving * std::exp2(halvings));
}

double middle_of(std::uint64_t bucket_top) {
  const std::size_t bucket = Histogram::bucket_of(bucket_top);
  const std::uint64_t bottom = bucket == 0 ? 0 : Histogram::bucket_top(bucket - 1) + 1;
  return static_cast<double>(bottom) + static_cast<double>(bucket_top - bottom) / 2;
}

double deviation(const Histogram& latency) {
  double squares = 0;
  latency.for_each_bucket([&](std::uint64_t top, std::uint64_t count) {
    const double distance = middle_of(top) - latency.mean();
    squares += distance * distance * static_cast<double>(count);
  });
  return latency.count() == 0 ? 0 : std::sqrt(squares / static_cast<double>(latency.count()));
}

}  // namespace

std::string hgrm(const Histogram& latency) {
  std::string text = fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile",
                                 "TotalCount", "1/(1-Percentile)");
  const double total = static_cast<double>(latency.count());
  double percentile = 0;
  std::uint64_t seen = 0;
  latency.for_each_bucket([&](std::uint64_t top, std::uint64_t count) {
    seen += count;
    while (100 * static_cast<double>(seen) / total >= percentile) {
      fmt::format_to(std::back_inserter(text), "{:12.3f} {:14.12f} {:10} {:14.2f}\n",
                     static_cast<double>(std::min(top, latency.max())) / kNsPerMs, percentile / 100,
                     seen, 1 / (1 - percentile / 100));
      percentile = after(percentile);
      if (seen == latency.count()) break;
    }
  });
  const double max_ms = static_cast<double>(latency.max()) / kNsPerMs;
  if (seen > 0) text += fmt::format("{:12.3f} {:14.12f} {:10}\n", max_ms, 1.0, seen);
  text += fmt::format("#[Mean    = {:12.3f}, StdDeviation   = {:12.3f}]\n",
                      latency.mean() / kNsPerMs, deviation(latency) / kNsPerMs);
  text += fmt::format("#[Max     = {:12.3f}, Total count    = {:12}]\n", max_ms, latency.count());
  text += fmt::format("#[Buckets = {:12}, SubBuckets     = {:12}]\n",
                      Histogram::bucket_of(latency.max()) / (kSubBuckets / 2), kSubBuckets);
  return text;
}

}  // namespace squall

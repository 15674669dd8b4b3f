#include "harness/analysis/typical_run.h"

#include <algorithm>
#include <cmath>

#include "harness/analysis/median.h"

namespace squall {
namespace {

// How far `run` is off, from 0 to 1.
double distance(const RunSummary& run, const MetricKey& key, const std::vector<double>& values) {
  const double middle = median(values);
  double farthest = 0;
  for (const double value : values) farthest = std::max(farthest, std::abs(value - middle));
  for (const auto& [other, value] : run.values) {
    if (other == key) return farthest == 0 ? 0 : std::abs(value - middle) / farthest;
  }
  return 1;
}

}  // namespace

std::optional<std::size_t> typical_run(const RunGroup& group,
                                       const std::vector<MetricComparison>& metrics,
                                       std::vector<double> MetricComparison::*side) {
  std::optional<std::size_t> nearest;
  double least = 0;
  std::size_t index = 0;
  for (const RunSummary& run : group.runs) {
    if (!run.left_out.empty()) continue;
    double sum = 0;
    for (const MetricComparison& metric : metrics) {
      const std::vector<double>& values = metric.*side;
      if (metric.gated && !values.empty()) sum += distance(run, metric.key, values);
    }
    // Distances that differ in their last digits alone are equal.
    if (!nearest || sum < least - 1e-9) {
      nearest = index;
      least = sum;
    }
    ++index;
  }
  return nearest;
}

}  // namespace squall

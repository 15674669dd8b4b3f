#include "harness/analysis/typical_run.h"

#include <algorithm>
#include <cmath>

#include "harness/analysis/median.h"

namespace squall {
namespace {

// How far a run's value of a metric is off, from 0 to 1.
class Distance {
 public:
  explicit Distance(const std::vector<double>& values) : middle_(median(values)) {
    for (const double value : values) farthest_ = std::max(farthest_, std::abs(value - middle_));
  }

  double of(const RunSummary& run, const MetricKey& key) const {
    for (const auto& [other, value] : run.values) {
      if (other == key) return farthest_ == 0 ? 0 : std::abs(value - middle_) / farthest_;
    }
    return 1;
  }

 private:
  const double middle_;
  double farthest_ = 0;
};

}  // namespace

std::optional<std::size_t> typical_run(const RunGroup& group,
                                       const std::vector<MetricComparison>& metrics,
                                       std::vector<double> MetricComparison::*side) {
  std::vector<const RunSummary*> runs;
  for (const RunSummary& run : group.runs) {
    if (run.left_out.empty()) runs.push_back(&run);
  }
  std::vector<double> sums(runs.size());
  for (const MetricComparison& metric : metrics) {
    const std::vector<double>& values = metric.*side;
    if (!metric.gated || values.empty()) continue;
    const Distance distance(values);
    for (std::size_t i = 0; i < runs.size(); ++i) sums[i] += distance.of(*runs[i], metric.key);
  }
  std::optional<std::size_t> nearest;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    // Distances that differ in their last digits alone are equal.
    if (!nearest || sums[i] < sums[*nearest] - 1e-9) nearest = i;
  }
  return nearest;
}

}  // namespace squall

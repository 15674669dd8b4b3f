// Hand-made groups of runs, the inputs of the golden files of comparisons and trends.
#pragma once

#include <string_view>
#include <vector>

#include "harness/analysis/trend.h"
#include "harness/model/run_comparison.h"

namespace squall::samples {

struct ComparisonSample {
  std::string_view name;
  RunComparison comparison;
};

/// worse, same, few (1 against 1), no_baseline, left_out and hostile (names that try to break out).
std::vector<ComparisonSample> comparisons();

/// Ten runs of one scenario, as a baseline has them.
RunGroup runs_of_shop();

/// 40 runs in which a latency went up once, by 20 %, together with the scenario.
Trend drifting();

}  // namespace squall::samples

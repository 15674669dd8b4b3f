// Hand-made groups of runs, the inputs of the golden files of comparisons and trends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/analysis/trend.h"
#include "harness/model/run_comparison.h"
#include "reports/compare_html.h"
#include "reports/trend.h"

namespace squall::samples {

struct ComparisonSample {
  std::string_view name;
  RunComparison comparison;
  ComparedSide base = {}, head = {};  ///< Of its page.
};

/// worse, same, few (1 against 1), no_baseline, left_out and hostile (names that try to break out).
std::vector<ComparisonSample> comparisons();

/// Ten runs of one scenario, as a baseline has them.
RunGroup runs_of_shop();
/// One that tries to break out of a table among them.
std::vector<RunSummary> runs_of_two_scenarios();

/// 40 runs in which a latency went up once, by 20 %, together with the scenario.
Trend drifting();

/// 4 runs, too few for a trend.
Trend few_runs();

/// 190 runs that became worse twice and better once, with names that try to break out.
Trend many_runs();

/// The page of a trend, with a report for most runs.
std::string trend_page(const Trend& trend);

/// Adds what the pages of comparisons() show of single runs.
void add_pages(std::vector<ComparisonSample>& samples);

}  // namespace squall::samples

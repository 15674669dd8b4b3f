// Many runs by time: where a metric changed its level for good, which no comparison of two shows.
#pragma once

#include <string>
#include <vector>

#include "harness/analysis/change_points.h"
#include "harness/analysis/gate_spread.h"
#include "harness/model/run_comparison.h"

namespace squall {

struct TrendChange {
  ChangePoint point;  ///< `at` counts the runs of the trend.
  bool worse = false;
  std::string also;  ///< What else changed with that run: "the scenario, the host"; empty: nothing.
};

struct TrendSeries {
  MetricKey key;
  Dimension dimension = Dimension::kNone;
  std::vector<std::size_t> runs;  ///< Of Trend::runs, those that have a value.
  std::vector<double> values;
  std::vector<TrendChange> changes;
};

struct Trend {
  static constexpr int kSchema = 1;

  std::vector<RunSummary> runs;       ///< By time, without their values.
  std::vector<std::string> left_out;  ///< Runs that are not in it, and why.
  std::vector<TrendSeries> series;    ///< Those that became worse first, the latest of them on top.
  std::vector<GateSpread> gates;
  std::size_t newest = 0;  ///< As in TrendRules.
  Verdict verdict = Verdict::kInconclusive;
  int exit_code = 2;
  std::string reason;
};

struct TrendRules {
  double level = 0.05;       ///< Of false changes in all of the series together.
  double min_effect = 0.05;  ///< The smallest change of level that counts, as a share.
  std::size_t newest = 0;    ///< A change for the worse among so many newest runs fails; 0: none.
  std::size_t most = 200;    ///< Runs; the newest are taken.
};

/// The metrics that usually decide. Inconclusive with fewer than 10 runs: a change needs 5 before
/// and 5 after it.
Trend trend_of(const RunGroup& group, const TrendRules& rules);

}  // namespace squall

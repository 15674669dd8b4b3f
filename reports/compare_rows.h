// The metrics of a comparison as text, the same in every text report of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/run_comparison.h"

namespace squall {

struct CompareRow {
  std::string mark, metric, where, base, head, change, interval, p_value;
};

CompareRow compare_row(const MetricComparison& metric);

std::string_view mark(Change change);  ///< "✗", "?", "✓", "~", "="

/// "10 runs of 2026-11-20, squall 0.1.0"
std::string group_text(const ComparedGroup& group);

/// What was run, and where: "gpii (pouchdb) · Debian …, 4 cores".
std::string compared_text(const RunComparison& comparison);

/// "4 worse, 1 better, 2 unsure and 20 the same", of all metrics.
std::string counts_text(const RunComparison& comparison);

/// "WORSE", "NO BASELINE", "INCONCLUSIVE", "NO REGRESSION".
std::string_view shout(const RunComparison& comparison);

/// What the marks mean, and by what rules.
std::string rules_text(const RunComparison& comparison);

}  // namespace squall

// Two groups of runs, metric by metric: which became worse, and whether that can be said at all.
#pragma once

#include <vector>

#include "harness/model/run_comparison.h"

namespace squall {

/// In what the runs of both groups differ that must be alike for their figures to mean the same,
/// also within a group: scenario and injected faults, topology flavour, class of host. Runs that
/// are left out do not count.
std::vector<Difference> differences_of(const RunGroup& base, const RunGroup& head);

/// A metric is worse if its shift is unlikely to be chance (the p-values of all metrics that decide
/// are corrected together) and large enough to matter. The verdict is a failure if one that decides
/// is; else inconclusive if there is no base, if a side has too few runs for any difference to
/// count, if runs were left out, or if a metric that decides has no value on one side; else a pass.
///
/// A phase or fault of one side alone is told in the notes: that takes another scenario, which the
/// caller must have allowed. The differences that are not in `rules.allowed` are the caller's to
/// refuse.
RunComparison compare(const RunGroup& base, const RunGroup& head, const CompareRules& rules);

}  // namespace squall

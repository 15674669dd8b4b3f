// The one run that stands for a group where only one can be shown.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/model/run_comparison.h"

namespace squall {

/// The run of `group` that is nearest to its medians: by the metrics that decide, how far each of
/// its values is off, as a share of how far the farthest run is; a value that it lacks counts as
/// the farthest. Of several that are as near, the earliest. Counted among the runs that are not
/// left out; nullopt: there is none. `side` are the group's values.
std::optional<std::size_t> typical_run(const RunGroup& group,
                                       const std::vector<MetricComparison>& metrics,
                                       std::vector<double> MetricComparison::*side);

}  // namespace squall

// Probes and nodes as the report shows them: their figures, and a series that is short enough.
#pragma once

#include <vector>

#include "harness/analysis/samples.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"

namespace squall {

/// The most points of a series; what lies between is in their means and extremes.
inline constexpr std::size_t kMostPoints = 600;

/// One for each probe of the scenario, also for one that was never sampled.
std::vector<ProbeReport> probe_reports(const Scenario& scenario, const Samples& samples);

/// One for each node that was looked at.
std::vector<ResourceReport> resource_reports(const Samples& samples);

}  // namespace squall

// The parts of report.json; reports/schema/report.schema.json says what each member means.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/report.h"

namespace squall {

inline constexpr int kSecondsDecimals = 3;
inline constexpr int kMillisecondsDecimals = 3;
inline constexpr int kLateDecimals = 6;   // Of milliseconds: a start may be late by nanoseconds.
inline constexpr int kShareDecimals = 9;  // A run of seconds spends little of a month's budget.

/// "count", "ratio", "seconds", "per_second" or "bytes"
std::string_view unit_name(Dimension dimension);
boost::json::array strings(const std::vector<std::string>& texts);
/// Adds the members of `figures` to `object`.
void add_figures(boost::json::object& object, const Figures& figures);
boost::json::object latency_part(const LatencySummary& latency,
                                 int decimals = kMillisecondsDecimals);
boost::json::object topology_part(const TopologyResolved& topology);
boost::json::array phases_part(const std::vector<PhaseReport>& phases);
boost::json::array variants_part(const std::vector<VariantReport>& variants);
boost::json::array faults_part(const std::vector<FaultReport>& faults);
boost::json::array gates_part(const std::vector<GateReport>& gates);
boost::json::array slos_part(const std::vector<SloReport>& slos);
boost::json::object baseline_run_part(const BaselineGiven& baseline);
boost::json::array hypotheses_part(const std::vector<HypothesisReport>& hypotheses);
boost::json::array probes_part(const std::vector<ProbeReport>& probes);
boost::json::array resources_part(const std::vector<ResourceReport>& nodes);
boost::json::array checkers_part(const std::vector<CheckerReport>& checkers);
boost::json::array capacities_part(const std::vector<CapacityReport>& capacities);
boost::json::array stalls_part(const std::vector<StallReport>& stalls);
/// One list for each series, all of one length: a tenth of the size of a list of windows.
boost::json::object timeline_part(const std::vector<TimelineWindow>& windows);
/// With what is known only when the run is over.
boost::json::object whole_timeline_part(const std::vector<TimelineWindow>& windows);
/// The spans of each node, nodes in the order in which they first appear.
boost::json::array nodes_part(const std::vector<NodeSpan>& spans);
boost::json::array backends_part(const std::vector<BackendSpan>& spans);
boost::json::array breakers_part(const std::vector<BreakerSpan>& spans);

}  // namespace squall

// The parts that the hand-made reports are put together from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall::samples {

/// What every sample shares: the machine, the topology, a passing verdict; no phase.
Report common();

PhaseReport phase(std::string name, PhaseKind kind, double start_s, double end_s,
                  std::string end_reason = "duration");
/// couchdb[0] is killed at 18.4 s and healed five seconds later.
FaultReport node_killed();
/// A gate that was met; `actual` and `limit` in base units.
GateReport gate(std::string name, std::string expr, std::string phase_name, Dimension dimension,
                double actual, std::string comparison, double limit, std::uint64_t samples);
/// A hypothesis that was met.
HypothesisReport ready(std::string service, std::string when, double at_s);
FailureExample example(std::string step, ErrorClass error, int status, double at_s,
                       std::string request, std::string body, std::string reason);
/// Node lanes from the topology's start to `end_s`, with couchdb[0] dead in between.
std::vector<NodeSpan> lanes(double end_s, double dead_from_s, double dead_to_s);
ProbeReport memory_of_flowmanager();
ResourceReport flowmanager_resources();

}  // namespace squall::samples

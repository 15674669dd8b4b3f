// [phase.random] to a list of faults.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// Pure: the faults that the seed's substream "random:PHASE" gives, in the order of their times,
/// called NAME-1, NAME-2, … Probes, gates and loads draw from other streams and move nothing. Never
/// more than `at_most` at once, nor more than `max_nodes_down` nodes; never two on one node or
/// link, the phase's own faults included. What finds no place is left out, so there may be fewer
/// than `count`. Targets are written out as far as one node or link was drawn.
std::vector<FaultSpec> draw_faults(const Scenario& scenario, const Phase& phase,
                                   const Topology& topology, std::uint64_t seed);

}  // namespace squall

// [phase.random] to a list of faults.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

struct DrawnFaults {
  std::vector<FaultSpec> faults;
  int wanted = 0;  ///< `count`, or how many arrivals the seed gives with `rate`.
};

/// Pure: the faults that the seed's substream "random:PHASE" gives, in the order of their times,
/// called NAME-1, NAME-2, …; with a rate, the times are those of "random-times:PHASE". Probes,
/// gates and loads draw from other streams and move nothing. Never more than `at_most` at once, nor
/// more than `max_nodes_down` nodes; never two on one node or link, the phase's own faults
/// included; never what `only` and `never` exclude. What finds no place is left out, so there may
/// be fewer than wanted. Targets are written out as far as one node or link was drawn.
DrawnFaults draw_faults(const Scenario& scenario, const Phase& phase, const Topology& topology,
                        std::uint64_t seed);

}  // namespace squall

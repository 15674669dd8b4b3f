// Scenario and seed to the plan, and the plan for people.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/plan.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// Pure. Each fault draws from its own substream, "fault:PHASE/NAME", so that adding one moves no
/// other; what [phase.random] draws has to be drawn before (draw_schedule). With `no_faults`, and
/// for faults with `enabled = false`, there are no entries.
Plan make_plan(const Scenario& scenario, const Topology& topology, std::uint64_t seed,
               bool no_faults);

/// What one fault of a phase of that name is at, as it stands in PlanEntry::targets.
std::vector<std::string> targets_of(const FaultSpec& fault, const std::string& phase,
                                    const Topology& topology, const Safety& safety,
                                    std::uint64_t seed);

/// A table for `squall plan`: when, what, at which node, and with which client policies; ends in a
/// newline.
std::string to_text(const Plan& plan, const Scenario& scenario);

}  // namespace squall

// The faults of a scenario as a plain list that can be drawn, changed and written down.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/scenario/load.h"

namespace squall {

/// The faults of each phase, in the scenario's order.
using Schedule = std::vector<std::vector<FaultSpec>>;

Schedule schedule_of(const Scenario& scenario);

/// Whether a phase has [phase.random].
bool draws_faults(const Scenario& scenario);

/// The scenario with every fault written out: what [phase.random] gives with this seed, and
/// repetitions one by one. Its `seed` is the seed, so that it gives the same plan ever after.
/// Warns where fewer faults found a place than were asked for; the error is that none did.
Result<LoadedScenario> draw_schedule(const LoadedScenario& loaded, std::uint64_t seed);

/// What a run with this seed is of: draw_schedule() where faults are drawn, else the scenario
/// itself.
Result<LoadedScenario> scenario_to_run(const LoadedScenario& loaded, std::uint64_t seed);

/// The scenario with these faults in place of its own, in its value and its documents. Each says by
/// `entry` which table of the phase it is made from; name, target, times and `enabled` may differ.
LoadedScenario with_schedule(const LoadedScenario& loaded, const Schedule& schedule);

/// A scenario file for `folder`: what the user wrote with the schedule in place of the draw. Loads
/// to the same plan. References to the environment stay references.
std::string scenario_file(const LoadedScenario& loaded, const std::filesystem::path& folder);

}  // namespace squall

// What `squall run --baseline` names: earlier runs that gates are held against as `baseline_run`.
#pragma once

#include <set>
#include <string>

#include "harness/core/error.h"
#include "harness/model/event.h"
#include "harness/model/run_comparison.h"
#include "harness/scenario/load.h"

namespace squall {

/// Whether a gate asks for them.
bool asks_for_baseline_run(const Scenario& scenario);

/// The medians of the runs that `path` names (as for squall compare). The error says why they
/// cannot be compared with a run of `loaded` on this machine, and what to do.
Result<BaselineGiven> read_baseline_run(const std::string& path, const LoadedScenario& loaded,
                                        const std::set<Mismatch>& allowed);

}  // namespace squall

// Commands that are no nodes: those of preparations and of faults, run in the topology's folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "harness/topology/reaper.h"
#include "harness/topology/references.h"

namespace squall {

/// The topology's folder.
std::filesystem::path home_of(const Placement& placement);

/// <run>/logs/NAME.log
std::filesystem::path errand_log(const Placement& placement, const std::string& name);

/// With the harness's environment and the run's mark. The error says which program there is not.
Result<std::shared_ptr<Child>> start_errand(const Placement& placement, Reaper& reaper,
                                            std::vector<std::string> argv,
                                            const std::filesystem::path& log);

}  // namespace squall

// Which node of a service is the primary one: asked of each of them right before a fault.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/time.h"
#include "harness/topology/system.h"

namespace squall {

/// The targets with every "service[primary]", alone or at the end of a leg, replaced by the node
/// for which the service's probe holds. Legs from a node to itself are left out. The error: none
/// holds, or several do, or no leg is left. Takes as long as the slowest sample.
Result<std::vector<std::string>> resolve_primary(const std::vector<std::string>& targets,
                                                 const System& system, std::stop_token stop);

/// How long that may take; 0 where no target is symbolic.
Nanoseconds time_to_tell_primary(const std::vector<std::string>& targets, const System& system);

}  // namespace squall

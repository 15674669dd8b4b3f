// Which version of a service's program is running: for the report.
#pragma once

#include <string>

#include "harness/topology/reaper.h"
#include "harness/topology/references.h"

namespace squall {

/// What the service's `version` finds; empty if it has none, or it finds nothing within seconds.
std::string find_version(const Placement& placement, const Service& service, Reaper& reaper);

}  // namespace squall

// The way to slow a node down by a quota: its processes are moved into a group of their own, for
// which the kernel counts the time.
#pragma once

#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/scenario.h"
#include "harness/topology/cgroup.h"
#include "harness/topology/system.h"

namespace squall::cpu_by_quota {

std::unique_ptr<Fault> make(const FaultSpec& spec, const CpuGroups& groups,
                            std::vector<Node*> nodes, System& system);

}  // namespace squall::cpu_by_quota

// The way to slow a node down that works everywhere: SIGSTOP and SIGCONT in turn.
#pragma once

#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::cpu_by_signals {

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::cpu_by_signals

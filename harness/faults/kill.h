// The node's processes die at once, as in a crash.
#pragma once

#include "harness/faults/end_nodes.h"

namespace squall::kill {

inline constexpr std::array<Option, 1> kOptions{kEndHeal};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::kill

// The node is asked to end (SIGTERM), as in a deployment: it may finish what it does.
#pragma once

#include "harness/faults/end_nodes.h"

namespace squall::terminate {

inline constexpr std::array<Option, 2> kOptions{{
    kEndHeal,
    {.name = "patience",
     .type = OptionType::kDuration,
     .summary = "How long it may take; a node that is still there then gives no evidence.",
     .fallback = "5s"},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::terminate

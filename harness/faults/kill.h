// The node's processes die at once, as in a crash.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::kill {

inline constexpr std::array<std::string_view, 2> kHeals{"restart", "none"};
inline constexpr std::array<Option, 1> kOptions{{
    {.name = "heal",
     .summary = "What ends the fault: the node is started again, or stays dead.",
     .fallback = "restart",
     .choices = kHeals},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::kill

// The node hangs: its processes are stopped, while the kernel still accepts connections for them.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::stop {

inline constexpr std::array<std::string_view, 2> kHeals{"continue", "none"};
inline constexpr std::array<Option, 1> kOptions{{
    {.name = "heal",
     .summary = "What ends the fault: the node goes on, or stays stopped.",
     .fallback = "continue",
     .choices = kHeals},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::stop

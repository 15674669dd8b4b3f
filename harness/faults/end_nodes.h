// Faults that end nodes by a signal, and start them again to heal.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall {

inline constexpr std::array<std::string_view, 2> kEndHeals{"restart", "none"};

inline constexpr Option kEndHeal{
    .name = "heal",
    .summary = "What ends the fault: the node is started again, or stays dead.",
    .fallback = "restart",
    .choices = kEndHeals};

/// The evidence, that the processes are gone and nobody listens, is waited for with `patience`.
std::unique_ptr<Fault> end_nodes(const FaultSpec& spec, int signal, Nanoseconds patience,
                                 std::vector<Node*> nodes, System& system);

}  // namespace squall

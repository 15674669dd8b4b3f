// disk_full: the node's folder has no room left. It is a small disk of its own, and is filled up.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::disk_full {

inline constexpr std::array<Option, 2> kOptions{{
    {.name = "size",
     .type = OptionType::kBytes,
     .summary = "Of the disk that the node gets: it must hold all that the node writes before.",
     .fallback = "256MiB"},
    {.name = "leaves",
     .type = OptionType::kBytes,
     .summary = "How much room stays.",
     .fallback = "0"},
}};

/// The node must have been prepared.
Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system);

Result<NodePreparation> preparation(const FaultSpec& spec);

}  // namespace squall::disk_full

// disk_slow: what a node does to its folder takes longer. The folder is covered by a file system
// that hands everything on, and lets it wait first.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::disk_slow {

inline constexpr std::array<Option, 3> kOptions{{
    {.name = "latency",
     .type = OptionType::kDuration,
     .summary = "How much longer each of the operations takes.",
     .fallback = "200ms"},
    {.name = "operations",
     .type = OptionType::kStrings,
     .summary = "Of write, sync, read and open (which also makes files); without it, write and "
                "sync. Reads are those that the kernel's cache cannot answer."},
    {.name = "bandwidth",
     .type = OptionType::kByteRate,
     .summary = "That all reads and writes share, if they are among the operations; without it, "
                "as much as there is."},
}};

std::optional<OptionMistake> mistake(const Options& options);

/// The node must have been prepared.
Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system);

Result<NodePreparation> preparation(const FaultSpec& spec);

}  // namespace squall::disk_slow

// files and memory: a running node may have no more than a little above what it has (prlimit).
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::files {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "spare",
     .type = OptionType::kInteger,
     .summary = "How many descriptors more than are open at the injection.",
     .fallback = "0"},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::files

namespace squall::memory {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "spare",
     .type = OptionType::kBytes,
     .summary = "How much data more than is mapped at the injection; further allocations fail.",
     .required = true},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::memory

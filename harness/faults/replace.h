// replace: the node runs in another version, configuration or environment for a while.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::replace {

inline constexpr std::array<Option, 3> kOptions{{
    {.name = "env",
     .type = OptionType::kStringMap,
     .summary = "In place of, and besides, the service's own."},
    {.name = "command",
     .type = OptionType::kTemplates,
     .summary = "In place of the service's; its files and ports stay the same."},
    {.name = "patience",
     .type = OptionType::kDuration,
     .summary = "Until the process that is replaced has ended (SIGTERM); then it is killed.",
     .fallback = "5s"},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::replace

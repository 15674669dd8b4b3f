// The node ends and is started again, once or as in a crash loop.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::restart {

inline constexpr std::array<std::string_view, 2> kBy{"terminate", "kill"};

inline constexpr std::array<Option, 5> kOptions{{
    {.name = "by",
     .summary = "How it ends: asked to (SIGTERM), or at once as in a crash (SIGKILL).",
     .fallback = "terminate",
     .choices = kBy},
    {.name = "patience",
     .type = OptionType::kDuration,
     .summary = "After SIGTERM; then it is killed.",
     .fallback = "5s"},
    {.name = "delay",
     .type = OptionType::kDuration,
     .summary = "From its end to its start.",
     .fallback = "0s"},
    {.name = "times",
     .type = OptionType::kInteger,
     .summary = "How often; more than once is a crash loop.",
     .fallback = "1",
     .minimum = 1,
     .maximum = 1000},
    {.name = "every",
     .type = OptionType::kDuration,
     .summary = "From when it is ready to its next end.",
     .fallback = "0s"},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::restart

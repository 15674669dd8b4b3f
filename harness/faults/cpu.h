// cpu: a node gets only a share of the time, as on a machine that is overbooked.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::cpu {

inline constexpr std::array<Option, 2> kOptions{{
    {.name = "share",
     .type = OptionType::kNumber,
     .summary = "Of the time in which it may run: 0.1 is a tenth.",
     .required = true,
     .minimum = 0.01,
     .maximum = 0.95},
    {.name = "period",
     .type = OptionType::kDuration,
     .summary = "In which it runs once and stands still once.",
     .fallback = "50ms"},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

}  // namespace squall::cpu

// cpu: a node gets only a share of the time, as on a machine that is overbooked. By a quota of its
// group of processes where the machine allows it, else by signals.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::cpu {

inline constexpr std::array<std::string_view, 3> kWays{"auto", "quota", "signals"};

inline constexpr std::array<Option, 3> kOptions{{
    {.name = "share",
     .type = OptionType::kNumber,
     .summary = "Of one processor's time: 0.1 is a tenth. By signals: of the time in which it may "
                "run at all.",
     .required = true,
     .minimum = 0.01,
     .maximum = 0.95},
    {.name = "period",
     .type = OptionType::kDuration,
     .summary = "In which it runs once and stands still once; with a quota at most 1 s.",
     .fallback = "50ms"},
    {.name = "by",
     .summary = "A quota of a group of processes (cgroup, for root), or SIGSTOP and SIGCONT; "
                "auto: a quota where the machine allows it.",
     .fallback = "auto",
     .choices = kWays},
}};

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system);

/// Nothing; the error says why this machine allows no quota that the fault insists on.
Result<NodePreparation> preparation(const FaultSpec& spec);

}  // namespace squall::cpu

// exec: a command, and one that undoes it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/argument_list.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::exec {

inline constexpr std::array<Option, 2> kOptions{{
    {.name = "run",
     .type = OptionType::kTemplates,
     .summary =
         "The program and its arguments, without a shell, in the topology's folder. One that "
         "does not end by itself is ended when the fault is healed.",
     .required = true},
    {.name = "undo",
     .type = OptionType::kTemplates,
     .summary = "What undoes it; it may be run twice, and must end within 10 s.",
     .required = true},
}};

/// A command line in one word.
inline std::optional<OptionMistake> mistake(const Options& options) {
  auto found = mistake_in_arguments(options, "run");
  return found ? found : mistake_in_arguments(options, "undo");
}

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system);

}  // namespace squall::exec

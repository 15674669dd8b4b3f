// clock: a node's wall clock is wrong, by libfaketime; its monotonic clock is left alone.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::clock_fault {

inline constexpr std::array<std::string_view, 2> kDirections{"ahead", "behind"};

inline constexpr std::array<Option, 2> kOptions{{
    {.name = "by",
     .type = OptionType::kDuration,
     .summary = "How far it is off; less than 5 s needs a proof of your own.",
     .required = true},
    {.name = "direction",
     .summary = "Of other clocks.",
     .fallback = "ahead",
     .choices = kDirections},
}};

/// What the evidence could not tell from a right clock.
std::optional<OptionMistake> mistake(const Options& options);

/// The node must have been prepared.
Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system);

/// libfaketime: $SQUALL_LIBFAKETIME, or where distributions put it.
std::optional<std::filesystem::path> find_library();

/// What its nodes are started with: a clock that can be set later.
Result<NodePreparation> preparation(const FaultSpec& spec);

}  // namespace squall::clock_fault

// Whether all copies agree again after the last healing, and how long that took.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::convergence {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "diverged",
     .type = OptionType::kInteger,
     .summary = "Keys of which the nodes may have different values at the end.",
     .fallback = "0"},
    {.name = "at_most",
     .type = OptionType::kDuration,
     .summary = "How long after the last healing a node may still show old values. Default: no "
                "limit."},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::convergence

// Whether reads were older than what had been acknowledged before they began: how many, how old,
// and against what a client itself had written or read.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::staleness {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "stale",
     .type = OptionType::kInteger,
     .summary = "Reads that may be older than the newest write acknowledged before they began.",
     .fallback = "0"},
    {.name = "tolerance",
     .type = OptionType::kDuration,
     .summary = "A read of a value that had been old for no longer than this is not stale.",
     .fallback = "0s"},
    {.name = "own_writes",
     .type = OptionType::kInteger,
     .summary = "Stale reads that may lack what the same virtual user had written "
                "(read-your-writes). Default: no limit of its own."},
    {.name = "backwards",
     .type = OptionType::kInteger,
     .summary =
         "Reads that may be older than what the same virtual user had read before (monotonic "
         "reads). Default: no limit, and they are not counted."},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::staleness

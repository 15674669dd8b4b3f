// Whether each key behaved as one register would that all clients share: whether its reads and
// writes can be put in one order that agrees with their times and with what the reads found.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::linearizability {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "violations",
     .type = OptionType::kInteger,
     .summary = "Keys whose history may have no such order.",
     .fallback = "0"},
    {.name = "operations",
     .type = OptionType::kInteger,
     .summary = "A key with more attempts than this is not judged, and the checker cannot tell.",
     .fallback = "2000",
     .minimum = 1,
     .maximum = 1e6},
    {.name = "configurations",
     .type = OptionType::kInteger,
     .summary = "How long the search of one key may be before it is given up.",
     .fallback = "200000",
     .minimum = 1,
     .maximum = 1e8},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::linearizability

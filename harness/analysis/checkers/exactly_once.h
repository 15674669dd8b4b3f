// Whether each acknowledged operation took effect exactly once, by a count at the far end: the
// value that is read back for a key is how many times it was written.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::exactly_once {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "lost",
     .type = OptionType::kInteger,
     .summary = "Acknowledged operations that may have had no effect.",
     .fallback = "0"},
    {.name = "duplicated",
     .type = OptionType::kInteger,
     .summary = "Effects that may be there beyond one for each operation.",
     .fallback = "0"},
    {.name = "unexpected",
     .type = OptionType::kInteger,
     .summary = "Keys whose count may be no number that could be.",
     .fallback = "0"},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::exactly_once

// The tables of [[phase.fault]] repeat and of [phase.random], for schema_scenario.cpp.
#pragma once

#include <array>

#include "harness/model/kind.h"

namespace squall::schema {

inline constexpr auto kRepeat = std::to_array<Option>({
    {.name = "every",
     .type = OptionType::kDuration,
     .summary = "From one injection to the next; longer than `for`.",
     .required = true},
    {.name = "times",
     .type = OptionType::kInteger,
     .summary = "How often in all.",
     .required = true,
     .minimum = 2,
     .maximum = 1000},
});

}  // namespace squall::schema

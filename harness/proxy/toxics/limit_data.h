// limit_data: a connection is closed after so many bytes.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::limit_data {

inline constexpr std::array<std::string_view, 2> kEnds{"close", "reset"};

inline constexpr std::array<Option, 2> kOptions{{
    {.name = "bytes",
     .type = OptionType::kBytes,
     .summary = "That pass, counted from the injection.",
     .required = true},
    {.name = "then", .summary = "How the connection ends.", .fallback = "close", .choices = kEnds},
}};

ToxicMaker compile(const Options& options);

}  // namespace squall::limit_data

// slicer: data passes in small pieces.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::slicer {

inline constexpr std::array<Option, 3> kOptions{{
    {.name = "size",
     .type = OptionType::kBytes,
     .summary = "Of a piece, on average.",
     .required = true,
     .minimum = 1},
    {.name = "variation",
     .type = OptionType::kBytes,
     .summary = "How much larger or smaller a piece may be.",
     .fallback = "0"},
    {.name = "delay",
     .type = OptionType::kDuration,
     .summary = "Between pieces.",
     .fallback = "0s"},
}};

ToxicMaker compile(const Options& options);

}  // namespace squall::slicer

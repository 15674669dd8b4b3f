// corrupt: single bits are turned over.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::corrupt {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "share",
     .type = OptionType::kNumber,
     .summary = "Of the bytes: 0.001 turns one bit in a thousand bytes.",
     .required = true,
     .minimum = 1e-9,
     .maximum = 1},
}};

ToxicMaker compile(const Options& options);

}  // namespace squall::corrupt

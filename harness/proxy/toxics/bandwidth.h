// bandwidth: data passes at a limited rate.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::bandwidth {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "rate",
     .type = OptionType::kByteRate,
     .summary = "Of each connection and direction.",
     .required = true,
     .minimum = 1},
}};

ToxicMaker compile(const Options& options);

}  // namespace squall::bandwidth

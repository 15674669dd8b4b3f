// slow_close: a connection that one side closes stays open for the other.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::slow_close {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "delay",
     .type = OptionType::kDuration,
     .summary = "From the close to when the other side sees it.",
     .required = true},
}};

ToxicMaker compile(const Options& options);

}  // namespace squall::slow_close

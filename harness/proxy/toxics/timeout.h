// timeout: a black hole. No data passes and nothing is closed, as in a network that is cut.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::timeout {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "close_after",
     .type = OptionType::kDuration,
     .summary = "Then the connection is closed; default: never, and what was sent meanwhile passes "
                "after the healing, as TCP would send it again."},
}};

ToxicMaker compile(const Options& options);

}  // namespace squall::timeout

// reset_peer: connections are reset (RST), as by a crash or a stateful firewall that forgot them.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::reset_peer {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "after",
     .type = OptionType::kDuration,
     .summary = "From the injection, or from when a later connection is opened.",
     .fallback = "0s"},
}};

ToxicMaker compile(const Options& options);

}  // namespace squall::reset_peer

// http_delay: the answers to some requests come later.
//
// All of an answer is delayed, and what waits behind it on the same connection waits as well.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::http_delay {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "delay",
     .type = OptionType::kDuration,
     .summary = "Of an answer, from its first byte to its last.",
     .required = true},
}};

std::optional<OptionMistake> mistake(const Options& options);
ExchangeToxicMaker compile(const Options& options);

}  // namespace squall::http_delay

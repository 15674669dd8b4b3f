// latency: every piece of data comes later.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::latency {

inline constexpr std::array<std::string_view, 3> kDistributions{"uniform", "normal", "pareto"};

inline constexpr std::array<Option, 4> kOptions{{
    {.name = "delay", .type = OptionType::kDuration, .summary = "On average.", .required = true},
    {.name = "jitter",
     .type = OptionType::kDuration,
     .summary = "How far a delay strays: at most (uniform), or its standard deviation.",
     .fallback = "0s"},
    {.name = "distribution",
     .summary = "Of the delays; pareto has a long tail, as congested networks have.",
     .fallback = "uniform",
     .choices = kDistributions},
    {.name = "correlation",
     .type = OptionType::kNumber,
     .summary =
         "How much a delay resembles the one before: 0 not at all, 0.9 delays come in waves.",
     .fallback = "0.0",
     .maximum = 0.999},
}};

std::optional<OptionMistake> mistake(const Options& options);
ToxicMaker compile(const Options& options);

}  // namespace squall::latency

// A rate that changes in stages: each goes in a straight line from the rate before it to its own.
//
// It begins at the load's `rate`. A stage to the rate that there is holds it, one of no length
// jumps, a short one is a spike. Behind the last stage its rate is held; where that is 0, no
// iteration comes any more.
//
// With r(t) the rate and R(t) its integral from 0, even spacing puts iteration n (from 0) at the t
// with R(t) = n; Poisson spacing puts it where R(t) is a sum of exponential gaps with mean 1 (the
// inversion method for non-homogeneous Poisson processes, Çinlar, 1975). So a stage of length d
// from rate a to rate b holds d·(a+b)/2 iterations, exactly or on average.
#pragma once

#include <array>
#include <memory>

#include "harness/load/arrival.h"
#include "harness/model/kind.h"

namespace squall::stages {

inline constexpr std::array<std::string_view, 2> kSpacings{"even", "poisson"};
inline constexpr std::array<Option, 2> kStage{{
    {.name = "for",
     .type = OptionType::kDuration,
     .summary = "How long the stage takes; \"0s\" jumps.",
     .required = true},
    {.name = "to",
     .type = OptionType::kRate,
     .summary = "The rate at its end; it changes evenly from that before.",
     .required = true,
     .maximum = 1e6},
}};
inline constexpr std::array<Option, 2> kOptions{{
    {.name = "stages",
     .type = OptionType::kTableList,
     .summary = "In order, from `rate` on: [{ for = \"10s\", to = \"50/s\" }, …]. Behind the last "
                "one its rate is held.",
     .required = true,
     .fields = kStage},
    {.name = "spacing",
     .summary = "Of the iterations: even, or drawn as independent users come.",
     .fallback = "poisson",
     .choices = kSpacings},
}};

std::unique_ptr<ArrivalProcess> make(const Load& load, Random random);

}  // namespace squall::stages

// Recorded offsets: iterations begin when they began once, as a file says.
//
// Offset by offset, divided by `speed`. With `repeat` the recording begins again after that time
// (of the recording: `speed` shortens it too); without it no iteration comes behind the last one.
#pragma once

#include <array>
#include <memory>

#include "harness/load/arrival.h"
#include "harness/model/kind.h"

namespace squall::replay {

inline constexpr std::array<Option, 3> kOptions{{
    {.name = "offsets",
     .type = OptionType::kPath,
     .summary = "A file with one offset a line, in ascending order: a duration (\"1.5s\") or "
                "seconds (\"1.5\"); `#` begins a comment.",
     .required = true},
    {.name = "speed",
     .type = OptionType::kNumber,
     .summary = "2 plays it twice as fast.",
     .fallback = "1.0",
     .minimum = 0.001,
     .maximum = 1000},
    {.name = "repeat",
     .type = OptionType::kDuration,
     .summary = "The length of the recording, after which it begins again; left out: once."},
}};

std::unique_ptr<ArrivalProcess> make(const Load& load, Random random);

}  // namespace squall::replay

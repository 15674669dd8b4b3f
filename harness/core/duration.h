// Durations as people write them: "300ms", "1.5s", "2m", "1h".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/core/time.h"

namespace squall {

/// Parses a number and one of the units ns, us, ms, s, m, h. Negative durations, a missing unit
/// and anything after the unit give nullopt.
std::optional<Nanoseconds> parse_duration(std::string_view text);

/// The shortest exact form in the largest fitting unit: "300ms", "1.5s", "90s", "0s".
std::string format_duration(Nanoseconds duration);

/// For people: three significant digits, "1.23 s", "45.6 ms", "0 ms".
std::string human_duration(Nanoseconds duration);

}  // namespace squall

// The Retry-After field of an answer.
#pragma once

#include <optional>
#include <string_view>

#include "harness/core/time.h"

namespace squall {

/// The pause that a Retry-After field asks for (RFC 9110, 10.2.3): a number of seconds, or an
/// HTTP-date in any of its three forms (5.6.7), which counts from `utc`, the time since 1970. A
/// date that has passed is 0; a pause beyond kLongestRetryAfter is that. Nothing if it is neither
/// form; whether the name of the weekday fits the date is not looked at.
std::optional<Nanoseconds> parse_retry_after(std::string_view value, Nanoseconds utc);

inline constexpr Nanoseconds kLongestRetryAfter = std::chrono::hours(24 * 365);

}  // namespace squall

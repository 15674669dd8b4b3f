// Numbers in texts that came from a target: what the probes http, command and prometheus share.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/error.h"
#include "harness/model/kind.h"
#include "harness/model/value.h"

namespace squall {

inline constexpr Option kValueFrom{
    .name = "value_from",
    .summary =
        "Where in the answer its value stands: a JSON path (\"$.queue.length\"), or a "
        "regular expression whose first group is the number."};

inline constexpr std::array<std::string_view, 5> kUnits{"count", "ratio", "seconds", "bytes",
                                                        "per_second"};
inline constexpr Option kUnit{.name = "unit",
                              .summary = "Of the value, as limits and reports write it.",
                              .fallback = "count",
                              .choices = kUnits};

/// What `unit` says.
Dimension dimension_of_unit(const Options& options);

/// A whole text as a number; "NaN" and "+Inf" are none.
std::optional<double> number_of(std::string_view text);

/// The number of `value_from`; the error says what was there instead.
Result<double> number_in(const std::string& text, const std::string& value_from);

/// A `value_from` that is neither a JSON path nor a regular expression.
std::optional<OptionMistake> mistake_in_value_from(const Options& options);

}  // namespace squall

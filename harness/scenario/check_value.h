// Whether one value of a file is what its option allows, and what it means.
#pragma once

#include <optional>
#include <string_view>

#include "harness/model/kind.h"
#include "harness/model/value.h"
#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"

namespace squall {

/// Reports what is wrong with the value itself: its type, its range, its words. What stands inside
/// a table is not looked at. True if nothing is.
bool check_value(const TomlNode& node, const Option& option, Findings& findings);

/// The option as it may be written: `delay = "100ms"`, `[[step]]`.
std::string written_example(const Option& option);

/// "15/s", "900/m", "2/h", in 1/s.
std::optional<double> parse_rate(std::string_view text);

/// Of a kBytes ("64KiB", 300) or kByteRate ("100KiB/s"): bytes, or bytes a second.
std::optional<double> bytes_of(const TomlNode& node, OptionType type);

/// "99.9%" or 0.999; nullopt: it is no share from 0 to 1.
std::optional<double> share_of(const TomlNode& node);

/// The value without positions, typed as the option says; the tables' own defaults are filled in.
/// `node` has passed check_value.
Value to_value(const TomlNode& node, const Option& option);

/// The option's default, or nullopt if it has none.
std::optional<Value> fallback_value(const Option& option);

}  // namespace squall

// JSON values as text: what Boost.JSON's own serialiser does not do.
//
// It prints 1.5 as 1.5E0 and everything on one line. Here numbers stand in their shortest plain
// notation, objects go over several lines, and a list of numbers fills its lines, so that a long
// series stays short and a diff of two reports stays readable.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

namespace squall {

/// `value` pretty-printed with two spaces, ending in a newline. Numbers that JSON cannot hold
/// (infinity, not-a-number) become null; ill-formed UTF-8 becomes U+FFFD.
std::string json_text(const boost::json::value& value);

/// Decimals of figures in base units: microseconds, millionths.
inline constexpr int kBaseUnitDecimals = 6;

/// `number` rounded to `decimals`, so that it prints short; null for none.
boost::json::value rounded(std::optional<double> number, int decimals);

}  // namespace squall

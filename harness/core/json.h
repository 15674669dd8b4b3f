// Reading JSON without losing the last digit of a number.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "harness/core/error.h"

namespace squall {

/// One JSON document (RFC 8259), at most 32 deep. As boost::json::parse(), but a number is the
/// double that is nearest to what is written: Boost.JSON before 1.83 is off by a unit in the last
/// place for many of 17 digits, so that what was written would be read as something else. The error
/// is the reason, without a place.
Result<boost::json::value> parse_json(std::string_view text);

}  // namespace squall

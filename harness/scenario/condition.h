// Parses conditions: "availability(5s) >= 90% for 2s". The grammar stands in model/expression.h.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "harness/model/expression.h"

namespace squall {

struct ExpressionError {
  std::size_t offset = 0;  ///< In bytes, into the text.
  std::string what;
  std::string hint;  ///< What to write instead; may be empty.
};

/// Names of metrics, their arguments and dimensions are checked; names of faults are not, for they
/// are the scenario's.
tl::expected<Condition, ExpressionError> parse_condition(std::string_view text);

/// Why no value can meet the condition ("availability is never above 100%"), or empty. Only a
/// metric against a number is judged.
std::string impossible_limit(const Condition& condition);

}  // namespace squall

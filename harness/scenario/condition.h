// Parses conditions: "availability(5s) >= 90% for 2s". The grammar stands in model/expression.h.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "harness/model/expression.h"
#include "harness/model/topology.h"

namespace squall {

struct ExpressionError {
  std::size_t offset = 0;  ///< In bytes, into the text.
  std::string what;
  std::string hint;  ///< What to write instead; may be empty.
};

/// What the names of probes and nodes in a condition stand for.
struct ConditionScope {
  std::vector<std::pair<std::string, Dimension>> probes;  ///< And what their values measure.
  const Topology* topology = nullptr;                     ///< Null: nodes are not known.
};

/// Names of metrics, their arguments and dimensions are checked. Names of faults are not, for they
/// are the scenario's; those of probes and nodes, and the dimensions of probes' values, only with a
/// `scope`, which also makes the names of nodes canonical.
tl::expected<Condition, ExpressionError> parse_condition(std::string_view text,
                                                         const ConditionScope* scope = nullptr);

/// Why no value can meet the condition ("availability is never above 100%"), or empty. Only a
/// metric against a number is judged.
std::string impossible_limit(const Condition& condition);

}  // namespace squall

// Whether a node's port refuses connections, as that of a dead one does.
#pragma once

#include <stop_token>
#include <string>

#include "harness/core/time.h"
#include "harness/topology/node.h"

namespace squall {

/// Waits for the refusal until `deadline`. What the port does instead; empty: it refuses, or the
/// node has none.
std::string await_refusal(const Node& node, SteadyTime deadline, const std::stop_token& stop);

}  // namespace squall

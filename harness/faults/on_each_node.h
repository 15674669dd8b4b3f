// Doing the same to several nodes, and saying what was done to each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/topology/node.h"

namespace squall {

/// Acts on every node, also after a failure. "couchdb[0]: … and couchdb[1]: …"; with one node,
/// what was done alone. The error holds what failed.
Result<std::string> on_each_node(const std::vector<Node*>& nodes,
                                 const std::function<Result<std::string>(Node&)>& act);

}  // namespace squall

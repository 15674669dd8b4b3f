// A node's folder and what stands in it before the node starts.
#pragma once

#include "harness/topology/references.h"

namespace squall::process {

/// Makes the folder of `node` and the service's files in it: rendered, or copied as they are.
Result<void> make_node_files(const Placement& placement, const Node& node);

}  // namespace squall::process

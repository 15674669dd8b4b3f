// Names of single nodes in the files: "web[0]", or "web" for the only node of a service.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "harness/model/topology.h"

namespace squall {

/// What is wrong with the name of a node that the run starts, with a hint; two empty strings:
/// nothing.
std::pair<std::string, std::string> problem_with_node(std::string_view name,
                                                      const Topology& topology);

/// As the records call it: "web" for "web[0]" where there is only one.
std::string canonical_node_name(std::string_view name, const Topology& topology);

}  // namespace squall

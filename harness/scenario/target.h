// What a fault is aimed at: "couchdb[0]", "couchdb[any]", "client->flowmanager".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/random.h"
#include "harness/model/topology.h"

namespace squall {

struct Target {
  enum class Select {
    kOnly,   ///< "couchdb": the node of a service that has one.
    kIndex,  ///< "couchdb[1]"
    kAny,    ///< One, drawn.
    kAll,
    kMinority,  ///< The most nodes that leave a majority, drawn: 1 of 3, 1 of 4, 2 of 5.
    kMajority,  ///< The fewest nodes that are a majority, drawn: 2 of 3, 3 of 4, 3 of 5.
    kPrimary,   ///< The node in use, which only the run can tell.
    kLink,      ///< "client->flowmanager"
  };

  Select select = Select::kOnly;
  std::string service;  ///< Or the link's `to`.
  int index = 0;        ///< kIndex.
  std::string from;     ///< kLink.
};

/// nullopt if `text` is no target.
std::optional<Target> parse_target(std::string_view text);

/// How many of `nodes` nodes the target takes; 0 for a link.
int node_count(const Target& target, int nodes);

/// The names of the nodes (as node_name() gives them) in ascending order; the text itself for
/// [primary] and links.
std::vector<std::string> draw_nodes(std::string_view text, const Topology& topology, Random random);

}  // namespace squall

// What a fault is aimed at: "couchdb[0]", "couchdb[any]", "client->flowmanager", or one of a link's
// legs, "load-balancer->couchdb[1]".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/random.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// Some nodes of one service.
struct TargetNodes {
  enum class Select {
    kOnly,   ///< "couchdb": the node of a service that has one; in a link, all of them.
    kIndex,  ///< "couchdb[1]"
    kAny,    ///< One, drawn.
    kAll,
    kMinority,    ///< The most nodes that leave a majority, drawn: 1 of 3, 1 of 4, 2 of 5.
    kMajority,    ///< The fewest nodes that are a majority, drawn: 2 of 3, 3 of 4, 3 of 5.
    kOneAtATime,  ///< All, one after the other: the reader makes a fault of each.
    kPrimary,     ///< The node in use, which only the run can tell.
  };

  Select select = Select::kOnly;
  std::string service;  ///< At a link's beginning also "client".
  int index = 0;        ///< kIndex.
};

/// Nodes; or, with `from`, the connections from some nodes to others.
struct Target : TargetNodes {
  std::optional<TargetNodes> from;

  bool is_link() const { return from.has_value(); }
};

/// nullopt if `text` is no target.
std::optional<Target> parse_target(std::string_view text);

/// How many of `nodes` nodes are selected.
int node_count(const TargetNodes& target, int nodes);

/// The names of the nodes (as node_name() gives them) in ascending order; of a link the legs
/// ("load-balancer->couchdb[1]"), or the link itself if it is meant as a whole. What only the run
/// can tell stays as it is: "couchdb[primary]", "load-balancer->couchdb[primary]". [any] and
/// [minority] are drawn from what `safety` allows (see reach.h), which is not checked again here.
std::vector<std::string> draw_targets(std::string_view text, const Topology& topology,
                                      const Safety& safety, Random random);

/// Whether it names a node that only the run can tell.
bool is_symbolic(std::string_view target);

}  // namespace squall

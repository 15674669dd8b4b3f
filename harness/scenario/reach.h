// What faults may touch: [safety] only and never.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/scenario.h"
#include "harness/model/topology.h"
#include "harness/scenario/target.h"

namespace squall {

/// Whether faults may touch `part`, a node ("web[1]") or a leg of a link ("client->web[1]"). What
/// the lists say of nodes does not concern links, and the other way round.
bool may_touch(const Safety& safety, std::string_view part);

/// Whether `listed`, an entry of the lists, has `part`: "web" has "web[1]".
bool covers(std::string_view listed, std::string_view part);

/// What a target may become.
struct Reach {
  /// The indices of nodes, ascending; of `from` only for links. [any] and [minority] are drawn
  /// from what is allowed; every other selection means what it says, and has all of its nodes.
  std::vector<int> from, to;
  /// A node or a leg that it could touch, and must not; empty: there is none. [primary] must be
  /// allowed to be one of the nodes; whether it is, only the run can tell.
  std::string forbidden;
};

/// `target` names what there is.
Reach reach_of(const Target& target, const Topology& topology, const Safety& safety);

}  // namespace squall

// Which nodes and links faults occupy, and when: what a drawn fault must keep clear of.
#pragma once

#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// One fault in force.
struct Occupied {
  Nanoseconds from{}, until{};
  std::string place;               ///< A service, or a link "from->to".
  std::vector<std::string> parts;  ///< Its nodes or legs; empty: all of them.
  int nodes = 0;                   ///< How many are down; 0 for a link.
};

/// What a fault at `targets` (as draw_targets gives them) occupies.
Occupied occupied(const FaultSpec& fault, const std::vector<std::string>& targets,
                  const Topology& topology, Nanoseconds until);

/// Whether one of `all` is on a node or link of `next` less than `gap` before or after it.
bool clashes(const Occupied& next, const std::vector<Occupied>& all, Nanoseconds gap);

/// Whether `next` begins or ends less than `cooldown` after or before one of `all` that it does not
/// overlap.
bool disturbs(const Occupied& next, const std::vector<Occupied>& all, Nanoseconds cooldown);

/// The most faults at once with `next` among them.
int most_at_once(const Occupied& next, const std::vector<Occupied>& all);

/// The most nodes down at once with `next` among them; a node counts for `gap` after its fault.
int most_nodes_down(const Occupied& next, const std::vector<Occupied>& all, Nanoseconds gap);

}  // namespace squall

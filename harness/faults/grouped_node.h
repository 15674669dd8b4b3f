// A node whose processes are in a group (cgroup) of their own: getting them there, and what the
// group uses, seen from its processes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

#include "harness/core/error.h"
#include "harness/core/time.h"
#include "harness/topology/cgroup.h"
#include "harness/topology/system.h"

namespace squall {

struct GroupedNode {
  Node* node = nullptr;
  std::filesystem::path group;
  std::filesystem::path home;  ///< Where its processes come from.
};

/// Moves the node's processes into the group; how many were somewhere else.
Result<std::size_t> gather(const GroupedNode& one, const CpuGroups& groups, System& system);

/// What was used until a moment.
struct GroupUsage {
  SteadyTime at;
  std::map<std::int64_t, Nanoseconds> busy;  ///< By process of the node, as the kernel counts.
  std::size_t outside = 0;                   ///< Of these, those that are not in the group.
  std::optional<std::uint64_t> throttled;    ///< How often it was held back.
};

/// `guest` is a further process in the group.
GroupUsage usage_of(const GroupedNode& one, std::int64_t guest, const CpuGroups& groups,
                    const System& system);

/// Of one processor, between two moments.
double share_used(const GroupUsage& before, const GroupUsage& after);

}  // namespace squall

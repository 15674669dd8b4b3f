#include "harness/faults/grouped_node.h"

#include <algorithm>

namespace squall {

namespace fs = std::filesystem;

Result<std::size_t> gather(const GroupedNode& one, const CpuGroups& groups, System& system) {
  std::size_t all = 0;
  // A process can start another while we look: go round until there is no new one.
  for (bool found = true; found;) {
    found = false;
    for (const ProcessIdentity& process : system.processes(*one.node)) {
      const fs::path at = group_of(groups, process.pid);
      if (at.empty() || at == one.group) continue;
      if (const auto moved = move_process(process.pid, one.group); moved) {
        found = true;
        ++all;
      } else if (!group_of(groups, process.pid).empty()) {
        return tl::unexpected(moved.error());
      }
    }
  }
  return all;
}

GroupUsage usage_of(const GroupedNode& one, std::int64_t guest, const CpuGroups& groups,
                    const System& system) {
  GroupUsage usage{steady_now(), {{guest, process_busy(guest)}}, 0, times_throttled(one.group)};
  for (const ProcessIdentity& process : system.processes(*one.node)) {
    usage.busy[process.pid] = process_busy(process.pid);
    usage.outside += group_of(groups, process.pid) != one.group;
  }
  return usage;
}

double share_used(const GroupUsage& before, const GroupUsage& after) {
  Nanoseconds used{};
  for (const auto& [pid, busy] : after.busy) {
    const auto earlier = before.busy.find(pid);
    used += busy - (earlier == before.busy.end() ? Nanoseconds{} : earlier->second);
  }
  return seconds(used) / std::max(seconds(after.at - before.at), 1e-9);
}

}  // namespace squall

#include "harness/core/process_usage.h"

namespace squall {

Nanoseconds busy_of(const std::vector<ProcessInfo>& processes) {
  Nanoseconds busy{};
  for (const ProcessInfo& process : processes) {
    busy += process_busy(process.pid) + process.busy_of_children;
  }
  return busy;
}

std::optional<ProcessUsage> usage_of_tree(const ProcessIdentity& root,
                                          const std::vector<ProcessInfo>& all) {
  const std::vector<ProcessInfo> tree = process_tree(root.pid, all);
  if (tree.empty() || tree.front().identity() != root || tree.front().state == 'Z') {
    return std::nullopt;
  }
  ProcessUsage usage;
  usage.busy = busy_of(tree);
  for (const ProcessInfo& process : tree) {
    if (process.state == 'Z') continue;
    usage.rss_bytes += process.resident_bytes;
    usage.descriptors += count_descriptors(process.pid);
    usage.threads += process.threads;
    ++usage.processes;
  }
  return usage;
}

}  // namespace squall

// [safety] max_nodes_down over the faults of a phase that are in force at the same time.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/scenario/partition.h"
#include "harness/scenario/read.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

bool is_in_force(const FaultSpec& fault, Nanoseconds moment) {
  return fault.enabled && fault.at <= moment &&
         (!fault.duration || moment < fault.at + *fault.duration);
}

/// The nodes that faults take down together. A node that is drawn may be any other.
class NodesDown {
 public:
  void add(const FaultSpec& fault, const Topology& topology) {
    using Select = TargetNodes::Select;
    const auto target = parse_target(fault.target);
    if (!target || target->is_link() || fault.kind == kPartition) return;
    const Service* service = topology.find_service(target->service);
    if (service == nullptr) return;
    OfService& down = services_[service];
    switch (target->select) {
      case Select::kOnly:
      case Select::kIndex:
        down.named.insert(target->index);
        return;
      case Select::kAll:
        for (int i = 0; i < service->nodes; ++i) down.named.insert(i);
        return;
      default:
        down.drawn += node_count(*target, service->nodes);
    }
  }

  int count() const {
    int sum = 0;
    for (const auto& [service, down] : services_) {
      sum += std::min(service->nodes, static_cast<int>(down.named.size()) + down.drawn);
    }
    return sum;
  }

 private:
  struct OfService {
    std::set<int> named;
    int drawn = 0;
  };
  std::map<const Service*, OfService> services_;
};

}  // namespace

TooManyDown too_many_down(int entry, const Phase& phase, const Topology& topology, int most) {
  // The number can only grow where a fault begins.
  for (const FaultSpec& beginning : phase.faults) {
    NodesDown own, all;
    const FaultSpec* other = nullptr;
    for (const FaultSpec& each : phase.faults) {
      if (each.entry > entry || !is_in_force(each, beginning.at)) continue;
      all.add(each, topology);
      if (each.entry == entry) own.add(each, topology);
      if (each.entry != entry) other = &each;
    }
    // Alone they may be as many as they are: see check_target.
    const bool adds = own.count() > 0 && all.count() > own.count();
    if (other != nullptr && adds && all.count() > most) return {other, all.count()};
  }
  return {};
}

void check_nodes_down(const Section& phase_section, const Phase& phase, const Topology& topology,
                      const Limits& limits) {
  const int most = limits.safety.max_nodes_down;
  int entry = 0;
  for (const Section& section : phase_section.tables("fault")) {
    const TooManyDown found = too_many_down(entry++, phase, topology, most);
    if (found.with == nullptr) continue;
    section.error(
        "target",
        fmt::format("with '{}' this breaks {} nodes at once, and [safety] max_nodes_down is {}",
                    found.with->name, found.nodes, most),
        fmt::format("if that is meant, write max_nodes_down = {}; else let one end before the "
                    "other begins",
                    found.nodes));
  }
}

}  // namespace squall

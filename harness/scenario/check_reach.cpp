// Whether a fault could touch what [safety] only and never exclude.
#include <fmt/format.h>

#include "harness/scenario/partition.h"
#include "harness/scenario/reach.h"
#include "harness/scenario/read.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

// Who is on which side is drawn, but for groups.
std::vector<std::string> legs_it_may_cut(const FaultSpec& fault, const Service& service) {
  if (fault.options.find("groups") != nullptr) {
    return partition_legs(fault.options, service, Random(0)).value_or(std::vector<std::string>{});
  }
  std::vector<std::string> legs;
  for (int from = 0; from < service.nodes; ++from) {
    for (int to = 0; to < service.nodes; ++to) {
      if (to != from) legs.push_back(node_name(service, from) + "->" + node_name(service, to));
    }
  }
  return legs;
}

// A part that the fault could touch and must not; empty: there is none, or no such target.
std::string forbidden_part(const FaultSpec& fault, const Topology& topology, const Safety& safety) {
  using Select = TargetNodes::Select;
  const auto target = parse_target(fault.target);
  if (!target) return "";
  const auto is_there = [&](const TargetNodes& end) {
    const Service* service = topology.find_service(end.service);
    if (service == nullptr) return end.service == "client";
    return end.select != Select::kIndex || end.index < service->nodes;
  };
  const Service* service = topology.find_service(target->service);
  if (service == nullptr || !is_there(*target)) return "";
  if (target->is_link()) {
    if (topology.find_link(target->from->service, target->service) == nullptr) return "";
    if (!is_there(*target->from)) return "";
  } else if (target->select == Select::kOnly && service->nodes > 1) {
    return "";
  }
  if (fault.kind != kPartition) return reach_of(*target, topology, safety).forbidden;
  for (const std::string& leg : legs_it_may_cut(fault, *service)) {
    if (!may_touch(safety, leg)) return leg;
  }
  return "";
}

std::string place_of(const Position& list) {
  return list.line > 0 ? fmt::format("line {}", list.line) : list.file ? *list.file : "";
}

}  // namespace

void check_reach(const Section& section, const FaultSpec& fault, const Topology& topology,
                 const Limits& limits) {
  const std::string part = forbidden_part(fault, topology, limits.safety);
  if (part.empty()) return;
  for (const std::string& listed : limits.safety.never) {
    if (!covers(listed, part)) continue;
    return section.error("target",
                         fmt::format("this may touch {}, and [safety] never ({}) has '{}'", part,
                                     place_of(limits.never), listed),
                         "aim it elsewhere, or take that out of the list");
  }
  section.error("target",
                fmt::format("this may touch {}, which is not in [safety] only ({})", part,
                            place_of(limits.only)),
                "aim it at what the list has, or add it there");
}

}  // namespace squall

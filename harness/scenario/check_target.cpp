// What a fault is aimed at: whether there is such a thing.
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/partition.h"
#include "harness/scenario/read.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

constexpr std::string_view kTargetForms =
    "write service[0], service[any], service[all], service[one-at-a-time], service[minority], "
    "service[majority], service[primary], \"from->to\" or \"from->to[0]\"";

// Only the service can say which of its nodes is the primary one.
bool check_primary(const Section& section, const Service& service) {
  if (service.primary) return true;
  section.error("target", fmt::format("{} does not say how its primary node is told", service.name),
                "write primary = { url = \"{node.url}/…\", expect = { … } } in its [[service]]");
  return false;
}

// How many of its nodes are down at the same time: those of a staggered fault come and go.
int down_at_once(const Section& section, int count) {
  const auto stagger = section.given_duration("stagger");
  const auto length = section.given_duration("for");
  if (!stagger || !length || *stagger <= Nanoseconds{}) return count;
  const std::int64_t most = (*length + *stagger - Nanoseconds(1)) / *stagger;
  return static_cast<int>(std::min<std::int64_t>(count, most));
}

// One end of a link: false if what is written cannot be.
bool check_end(const Section& section, const TargetNodes& end, const Topology& topology) {
  using Select = TargetNodes::Select;
  const Service* service = topology.find_service(end.service);
  if (end.select == Select::kOneAtATime) {
    section.error("target", "a link has no [one-at-a-time] end",
                  fmt::format("write {0}[0], {0}[any] or {0}", end.service));
    return false;
  }
  if (end.select == Select::kOnly) return true;
  if (service == nullptr) {
    section.error("target", "client is no service, and has no nodes", "write client");
    return false;
  }
  if (end.select == Select::kPrimary) return check_primary(section, *service);
  const int nodes = service->nodes;
  const std::string count = fmt::format("it has {} node{}", nodes, nodes == 1 ? "" : "s");
  if (end.select == Select::kIndex && end.index >= nodes) {
    section.error("target", fmt::format("{} has no node [{}]", end.service, end.index),
                  fmt::format("{}: [0] to [{}]", count, nodes - 1));
    return false;
  }
  if (end.select == Select::kIndex || node_count(end, nodes) > 0) return true;
  section.error("target", fmt::format("{} has no minority", end.service), count);
  return false;
}

void check_link_target(const Section& section, const Target& target, const Topology& topology) {
  const Link* link = topology.find_link(target.from->service, target.service);
  if (link == nullptr) {
    std::vector<std::string> names;
    for (const Link& known : topology.links)
      names.push_back(fmt::format("{}->{}", known.from, known.to));
    const std::string written = fmt::format("{}->{}", target.from->service, target.service);
    return section.error("target", fmt::format("there is no link '{}'", written),
                         suggestion(written, names, "links"));
  }
  if (!check_end(section, *target.from, topology) || !check_end(section, target, topology)) return;
  if (link->proxy == Link::Proxy::kNever) {
    return section.error(
        "target", fmt::format("the link '{}' never runs through the fault proxy", link->name),
        "write proxy = \"auto\" in its [[link]]");
  }
  const Service* from = topology.find_service(link->from);
  if (from != nullptr && from->driver != "process") {
    section.error(
        "target",
        fmt::format("{} is not started by this harness (driver '{}'), so its connections "
                    "cannot run through the fault proxy",
                    from->name, from->driver),
        "only links from client or from a service with driver = \"process\" can be broken");
  }
}

void check_node_target(const Section& section, const Target& target, const Topology& topology,
                       const Limits& limits) {
  const Service* service = topology.find_service(target.service);
  if (service == nullptr) {
    std::vector<std::string> names;
    for (const Service& known : topology.services) names.push_back(known.name);
    return section.error("target", fmt::format("there is no service '{}'", target.service),
                         suggestion(target.service, names, "services"));
  }
  const Kind* const kind = find_kind(section.context().kinds.faults, section.text("kind"));
  if (kind != nullptr && kind->needs_process && service->driver != "process") {
    return section.error(
        "target",
        fmt::format("{} is not started by this harness (driver '{}'), so it cannot {} it",
                    service->name, service->driver, kind->name),
        "faults of links and the kinds http and exec work; for the others let it be started, with "
        "driver = \"process\"");
  }
  const int nodes = service->nodes;
  if (target.select == TargetNodes::Select::kPrimary && !check_primary(section, *service)) return;
  if (target.select == TargetNodes::Select::kOnly && nodes > 1) {
    return section.error("target",
                         fmt::format("which of the {} nodes of {}?", nodes, service->name),
                         fmt::format("write {0}[0], {0}[any] or {0}[all]", service->name));
  }
  if (target.select == TargetNodes::Select::kIndex && target.index >= nodes) {
    return section.error("target", fmt::format("{} has no node [{}]", service->name, target.index),
                         nodes == 1
                             ? fmt::format("it has 1 node: write {}", service->name)
                             : fmt::format("it has {} nodes: [0] to [{}]", nodes, nodes - 1));
  }
  const int count = node_count(target, nodes);
  if (count == 0) {
    return section.error("target", fmt::format("{} has {} node{}, and no minority", service->name,
                                               nodes, nodes == 1 ? "" : "s"));
  }
  const int at_once = down_at_once(section, count);
  if (at_once > limits.safety.max_nodes_down && section.flag("enabled")) {
    section.error("target",
                  fmt::format("this breaks {} nodes at once, and [safety] max_nodes_down is {}",
                              at_once, limits.safety.max_nodes_down),
                  fmt::format("if that is meant, write max_nodes_down = {}", at_once));
  }
}

void check_form(const Section& section, const ScenarioScope& scope, const Limits& limits) {
  const std::string written = section.text("target");
  const auto target = parse_target(written);
  if (!target) {
    return section.error("target", fmt::format("'{}' is no target", written),
                         std::string(kTargetForms));
  }
  const KindTables& kinds = section.context().kinds;
  const bool toxic = find_kind(kinds.toxics, section.text("kind")) != nullptr;
  const bool fault = find_kind(kinds.faults, section.text("kind")) != nullptr;
  const bool link = target->is_link();
  if (link && fault && !toxic) {
    return section.error(
        "target",
        fmt::format("'{}' breaks nodes, and '{}' is a link", section.text("kind"), written),
        "write service[0] or service[any]");
  }
  if (!link && toxic && !fault) {
    return section.error(
        "target",
        fmt::format("'{}' breaks links, and '{}' is a node", section.text("kind"), written),
        "write \"from->to\"");
  }
  if (!scope.complete) return;
  if (link) {
    check_link_target(section, *target, scope.topology);
  } else {
    check_node_target(section, *target, scope.topology, limits);
  }
}

void check_partition(const Section& section, const FaultSpec& fault, const ScenarioScope& scope) {
  const auto target = parse_target(fault.target);
  if (fault.kind != kPartition || !scope.complete || !target || !target->is_link()) return;
  const Service* const service = scope.topology.find_service(target->service);
  if (service == nullptr) return;
  const bool whole = target->select == TargetNodes::Select::kOnly &&
                     target->from->select == TargetNodes::Select::kOnly;
  if (target->from->service != target->service || !whole) {
    return section.error(
        "target", "a partition is between the nodes of one service",
        fmt::format("write {0}->{0}, and a [[link]] of that kind", target->service));
  }
  if (section.has("shape") && section.has("groups")) {
    return section.error("shape", fmt::format("{} has both 'shape' and 'groups'", section.label()),
                         "give one of them");
  }
  const auto legs = partition_legs(fault.options, *service, Random(0));
  if (!legs) {
    return section.error(section.has("groups") ? "groups" : "shape", legs.error().message);
  }
  if (is_symbolic(legs->front()) || is_symbolic(legs->back())) check_primary(section, *service);
}

}  // namespace

void check_target(const Section& section, const FaultSpec& fault, const ScenarioScope& scope,
                  const Limits& limits) {
  if (!section.has("target")) return;
  check_form(section, scope, limits);
  check_partition(section, fault, scope);
  if (scope.complete && fault.enabled) check_reach(section, fault, scope.topology, limits);
}

}  // namespace squall

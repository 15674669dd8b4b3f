#include "harness/scenario/node_names.h"

#include <fmt/format.h>

#include "harness/scenario/findings.h"
#include "harness/scenario/target.h"

namespace squall {

std::pair<std::string, std::string> problem_with_node(std::string_view name,
                                                      const Topology& topology) {
  using Select = TargetNodes::Select;
  const auto target = parse_target(name);
  const bool single = target && !target->is_link() &&
                      (target->select == Select::kOnly || target->select == Select::kIndex);
  if (!single) {
    return {fmt::format("'{}' is not the name of one node", name),
            "write SERVICE[0], or SERVICE where it has one node"};
  }
  const Service* const service = topology.find_service(target->service);
  if (service == nullptr) {
    std::vector<std::string> names;
    for (const Service& known : topology.services) names.push_back(known.name);
    return {fmt::format("there is no service '{}'", target->service),
            suggestion(target->service, names, "services")};
  }
  if (target->select == Select::kOnly && service->nodes > 1) {
    return {fmt::format("{} has {} nodes", service->name, service->nodes),
            fmt::format("write {}[0] to {}[{}]", service->name, service->name, service->nodes - 1)};
  }
  if (target->select == Select::kIndex && target->index >= service->nodes) {
    return {fmt::format("{} has no node [{}]", service->name, target->index),
            service->nodes == 1 ? fmt::format("it has one: write {}", service->name)
                                : fmt::format("it has [0] to [{}]", service->nodes - 1)};
  }
  if (service->driver == "external") {
    return {fmt::format("{} is not started by the run", service->name),
            "of nodes of the external driver no process and no log is known"};
  }
  return {};
}

std::string canonical_node_name(std::string_view name, const Topology& topology) {
  const auto target = parse_target(name);
  const Service* const service = target ? topology.find_service(target->service) : nullptr;
  return service == nullptr ? std::string(name) : node_name(*service, target->index);
}

}  // namespace squall

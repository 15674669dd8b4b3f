#include "harness/model/topology.h"

#include <fmt/format.h>

namespace squall {
namespace {

template <typename T>
const T* find_named(const std::vector<T>& items, std::string_view name) {
  for (const T& item : items) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

}  // namespace

const Service* Topology::find_service(std::string_view service_name) const {
  return find_named(services, service_name);
}

const Workload* Topology::find_workload(std::string_view workload_name) const {
  return find_named(workloads, workload_name);
}

const Link* Topology::find_link(std::string_view from, std::string_view to) const {
  for (const Link& link : links) {
    if (link.from == from && link.to == to) return &link;
  }
  return nullptr;
}

std::string node_name(const Service& service, int index) {
  return service.nodes == 1 ? service.name : fmt::format("{}[{}]", service.name, index);
}

}  // namespace squall

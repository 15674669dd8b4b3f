#include "harness/topology/legs.h"

#include <algorithm>

namespace squall {
namespace {

// "database[1]" is itself and one of "database"; the only node of a service has the service's name.
bool is_at(std::string_view node, std::string_view end) {
  return node == end || node.substr(0, node.find('[')) == end ||
         (end.ends_with("[0]") && node == end.substr(0, end.size() - 3));
}

}  // namespace

Result<void> Legs::place(const std::string& name, Placement& placement) {
  const auto& links = placement.topology.links;
  const auto link = std::find_if(links.begin(), links.end(),
                                 [&](const Link& known) { return known.name == name; });
  if (link == links.end()) return fail("there is no link '" + name + "'");
  std::vector<std::string> sources;
  if (link->from == "client") sources.push_back("client");
  for (const Node* node : placement.nodes_of(link->from)) sources.push_back(node->name);
  for (const std::string& from : sources) {
    for (const Node* to : placement.nodes_of(link->to)) {
      if (to->name == from) continue;
      const auto id = proxy_.add(to->address.host, to->address.port);
      if (!id) return tl::unexpected(id.error());
      NodeAddress address = to->address;
      address.host = "127.0.0.1";
      address.port = proxy_.port(*id);
      placement.routes[{from, to->name}] = address;
      legs_.push_back({name, from, to, *id, address});
    }
  }
  return {};
}

std::vector<const Leg*> Legs::of(std::string_view name) const {
  std::vector<const Leg*> found;
  const std::size_t arrow = name.find("->");
  for (const Leg& leg : legs_) {
    const bool between = arrow != name.npos && is_at(leg.from, name.substr(0, arrow)) &&
                         is_at(leg.to->name, name.substr(arrow + 2));
    if (leg.link == name || between) found.push_back(&leg);
  }
  return found;
}

}  // namespace squall

#include "harness/topology/legs.h"

#include <algorithm>

namespace squall {
namespace {

// `node`: none for the client.
bool is_at(const Node* node, std::string_view end) {
  if (node == nullptr) return end == "client";
  return node->service.name == end || node->is_called(end);
}

}  // namespace

Result<void> Legs::place(const std::string& name, Placement& placement) {
  const auto& links = placement.topology.links;
  const auto link = std::find_if(links.begin(), links.end(),
                                 [&](const Link& known) { return known.name == name; });
  if (link == links.end()) return fail("there is no link '" + name + "'");
  std::vector<const Node*> sources = placement.nodes_of(link->from);
  if (link->from == "client") sources.push_back(nullptr);
  for (const Node* from : sources) {
    for (const Node* to : placement.nodes_of(link->to)) {
      if (to == from) continue;
      const auto id = proxy_.add(to->address.host, to->address.port);
      if (!id) return tl::unexpected(id.error());
      NodeAddress address = to->address;
      address.host = "127.0.0.1";
      address.port = proxy_.port(*id);
      const Leg& leg = legs_.emplace_back(Leg{name, from, to, *id, address});
      placement.routes[{leg.source(), to->name}] = address;
    }
  }
  return {};
}

std::vector<const Leg*> Legs::of(std::string_view name) const {
  std::vector<const Leg*> found;
  const std::size_t arrow = name.find("->");
  for (const Leg& leg : legs_) {
    const bool between = arrow != name.npos && is_at(leg.from, name.substr(0, arrow)) &&
                         is_at(leg.to, name.substr(arrow + 2));
    if (leg.link == name || between) found.push_back(&leg);
  }
  return found;
}

}  // namespace squall

#include "harness/topology/legs.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

// `node`: none for the client.
bool is_at(const Node* node, std::string_view end) {
  if (node == nullptr) return end == "client";
  return node->service.name == end || node->is_called(end);
}

}  // namespace

// Of a leg to a shared port, which can't be told from others by its number. 127.83 is ours alone
// only by custom; where somebody else has the port there, the run does not start.
std::string Legs::next_address() {
  const int number = addresses_++;
  return fmt::format("127.83.{}.{}", number / 250, number % 250 + 1);
}

Result<void> Legs::place(const std::string& name, Placement& placement) {
  const auto& links = placement.topology.links;
  const auto link = std::find_if(links.begin(), links.end(),
                                 [&](const Link& known) { return known.name == name; });
  if (link == links.end()) return fail("there is no link '" + name + "'");
  const auto& ports = placement.topology.find_service(link->to)->ports;
  const auto named = std::find_if(ports.begin(), ports.end(),
                                  [&](const Port& port) { return port.name == link->port; });
  const bool first = link->port.empty() || named == ports.end();
  const auto port = first ? 0 : static_cast<std::size_t>(named - ports.begin());
  const bool shared = port < ports.size() && ports[port].shared;
  std::vector<const Node*> sources = placement.nodes_of(link->from);
  if (link->from == "client") sources.push_back(nullptr);
  for (const Node* from : sources) {
    for (const Node* to : placement.nodes_of(link->to)) {
      if (to == from) continue;
      const NodeAddress direct = to->address_of(port);
      const std::string own = shared ? next_address() : "";
      const auto id = proxy_.add(direct.host, direct.port, own);
      if (!id) return tl::unexpected(id.error());
      NodeAddress address = direct;
      address.host = shared ? own : "127.0.0.1";
      address.port = proxy_.port(*id);
      Leg& leg = legs_.emplace_back(Leg{name, from, to, *id, address, direct});
      for (Leg& other : legs_) {
        if (from == nullptr || other.link != name || other.from != to || other.to != from) continue;
        other.reverse = &leg;
        leg.reverse = &other;
      }
      placement.routes[{leg.source(), to->name, port}] = address;
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

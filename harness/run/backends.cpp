#include "harness/run/backends.h"

#include <algorithm>
#include <map>
#include <string>

#include "harness/core/wait.h"
#include "probes/haproxy.h"

namespace squall {
namespace {

using haproxy_probe::ListedServer;

/// One balancer, from look to look.
class Balancer {
 public:
  Balancer(const Node& node, const System& system, EventSink& events)
      : name_(node.name), spec_(*node.service.backends), events_(events) {
    const Template::Lookup own = system.lookup("", &node);
    socket_ = spec_.socket.render(own).value_or("");
    // It may reach nodes directly or by way of the fault proxy, which has an address for each leg.
    const Template::Lookup seen = system.lookup(node.service.name, &node);
    for (const Node* other : system.nodes()) {
      const std::string reference =
          "{" + other->service.name + "[" + std::to_string(other->index) + "]";
      const auto leg = Template(reference + ".host}:" + reference + ".port}").render(seen);
      nodes_[other->address.host_port()] = other->name;
      if (leg) nodes_[*leg] = other->name;
    }
  }

  void look() {
    const auto csv = haproxy_probe::ask(socket_, "show stat", spec_.timeout);
    if (!csv) {
      for (auto& [server, state] : states_) change(server, "", "unknown", csv.error().message);
      return;
    }
    for (const ListedServer& server : haproxy_probe::list_servers(*csv)) {
      const auto node = nodes_.find(server.address);
      change(server.name, node == nodes_.end() ? "" : node->second,
             haproxy_probe::state_of(server.status), server.status);
    }
  }

 private:
  struct Seen {
    std::string node, state;
  };

  void change(const std::string& server, const std::string& node, std::string_view state,
              const std::string& detail) {
    Seen& seen = states_[server];
    if (!node.empty()) seen.node = node;
    if (seen.state == state) return;
    seen.state = state;
    events_.on_event(BackendChanged{name_, server, seen.node, seen.state, detail});
  }

  const std::string name_;
  const BackendsSpec& spec_;
  EventSink& events_;
  std::string socket_;
  std::map<std::string, std::string> nodes_;  // By the addresses at which it may know them.
  std::map<std::string, Seen> states_;        // By server.
};

}  // namespace

BackendWatch::BackendWatch(System& system, EventSink& events) {
  for (const Node* node : system.nodes()) {
    if (!node->service.backends) continue;
    threads_.emplace_back([node, &system, &events](const std::stop_token& stop) {
      Balancer balancer(*node, system, events);
      SteadyTime next = steady_now();
      do {
        balancer.look();
        next = std::max(steady_now(), next + node->service.backends->interval);
      } while (wait_until(stop, next));
    });
  }
}

}  // namespace squall

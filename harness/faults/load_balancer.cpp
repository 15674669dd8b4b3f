#include "harness/faults/load_balancer.h"

#include <fmt/format.h>

#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/faults/on_each_node.h"
#include "harness/model/rendered_option.h"

namespace squall::load_balancer {
namespace {

constexpr Nanoseconds kAnswersWithin = std::chrono::milliseconds(500);
constexpr Nanoseconds kShowsWithin = std::chrono::seconds(1);
constexpr Nanoseconds kLookEvery = std::chrono::milliseconds(10);

struct Balancer {
  std::string socket, server;
  int weight = 0;  // Before the fault.
};

class LoadBalancer : public Fault {
 public:
  LoadBalancer(const FaultSpec& spec, std::vector<Node*> nodes, std::vector<Balancer> balancers)
      : name_(spec.name),
        set_(spec.options.get_or<std::string>("set", "drain")),
        percent_(spec.options.get_or<std::int64_t>("weight", 0)),
        nodes_(std::move(nodes)),
        balancers_(std::move(balancers)) {}

  // The balancer forgets it when it ends, and it ends with the run.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    if (set_ == "weight") return tell(fmt::format("set weight {{}} {}%", percent_));
    return tell(set_ == "drain" ? "set server {} state drain" : "set server {} state maint");
  }

  // How the balancer lists the server, which is not what it answered to the command.
  FaultProof evidence(std::stop_token stop) override {
    const SteadyTime deadline = steady_now() + kShowsWithin;
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Balancer& balancer : balancers_) {
      auto view = look(balancer);
      while (!(view && shows(balancer, *view)) && steady_now() < deadline &&
             wait_for(stop, kLookEvery)) {
        view = look(balancer);
      }
      all.confirmed &= view && shows(balancer, *view);
      seen.push_back(view ? fmt::format("{} is {} with weight {} and {} sessions under way",
                                        balancer.server, view->status, view->weight, view->sessions)
                          : view.error().message);
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    return tell(set_ == "weight" ? "set weight {} 100%" : "set server {} state ready");
  }

 private:
  // `command` has {} where the server stands. HAProxy answers nothing if it did it.
  Result<std::string> tell(const std::string& command) {
    auto balancer = balancers_.begin();
    return on_each_node(nodes_, [&](Node&) -> Result<std::string> {
      const Balancer& own = *balancer++;
      const std::string line = fmt::format(fmt::runtime(command), own.server);
      const auto answer = haproxy_probe::ask(own.socket, line, kAnswersWithin);
      if (!answer) return tl::unexpected(answer.error());
      if (!answer->empty()) return fail(fmt::format("{}: {}", line, *answer));
      return line;
    });
  }

  static Result<haproxy_probe::ServerView> look(const Balancer& balancer) {
    const auto csv = haproxy_probe::ask(balancer.socket, "show stat", kAnswersWithin);
    if (!csv) return tl::unexpected(csv.error());
    return haproxy_probe::find_server(*csv, balancer.server);
  }

  bool shows(const Balancer& balancer, const haproxy_probe::ServerView& view) const {
    if (set_ == "drain") return view.status.starts_with("DRAIN");
    if (set_ == "maintenance") return view.status.starts_with("MAINT");
    // HAProxy cuts what is no whole number.
    const int wanted = balancer.weight * static_cast<int>(percent_) / 100;
    return view.weight == wanted && view.weight != balancer.weight;
  }

  const std::string name_, set_;
  const std::int64_t percent_;
  const std::vector<Node*> nodes_;
  const std::vector<Balancer> balancers_;
};

}  // namespace

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system) {
  std::vector<Balancer> balancers;
  for (const Node* node : nodes) {
    const auto lookup = system.lookup("", node);
    const auto socket = rendered(spec.options, "socket", lookup);
    const auto server = rendered(spec.options, "server", lookup);
    if (!socket) return tl::unexpected(socket.error());
    if (!server) return tl::unexpected(server.error());
    const auto csv = haproxy_probe::ask(*socket, "show stat", kAnswersWithin);
    if (!csv) return tl::unexpected(csv.error());
    const auto view = haproxy_probe::find_server(*csv, *server);
    if (!view) return tl::unexpected(view.error());
    balancers.push_back({*socket, *server, view->weight});
  }
  return std::make_unique<LoadBalancer>(spec, std::move(nodes), std::move(balancers));
}

}  // namespace squall::load_balancer

#include "harness/faults/end_nodes.h"

#include <fmt/format.h>

#include "harness/core/text.h"
#include "harness/faults/on_each_node.h"
#include "harness/faults/refusal.h"

namespace squall {
namespace {

struct Victim {
  std::shared_ptr<Child> process;
  std::vector<ProcessIdentity> family;  ///< Looked up beforehand: it takes milliseconds.
  bool signalled = false;
};

class EndNodes : public Fault {
 public:
  EndNodes(const FaultSpec& spec, int signal, Nanoseconds patience, std::vector<Node*> nodes,
           System& system)
      : name_(spec.name),
        signal_(signal),
        patience_(patience),
        restarts_(spec.options.get_or<std::string>("heal", "restart") == "restart"),
        nodes_(std::move(nodes)),
        system_(system) {
    for (const Node* node : nodes_) {
      victims_.push_back({node->child(), system_.processes(*node)});
    }
  }

  // Nothing that a dead process left has to be undone; the nodes end with the run anyway.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    auto victim = victims_.begin();
    return on_each_node(nodes_, [&](Node& node) {
      Victim& own = *victim++;
      own.process = node.child();  // It may have been started again meanwhile.
      auto sent = system_.signal(node, signal_, own.family);
      own.signalled = sent.has_value();
      return sent;
    });
  }

  // The kernel says that the process has ended, and its port that nobody listens any more.
  FaultProof evidence(std::stop_token stop) override {
    const SteadyTime deadline = steady_now() + patience_;
    FaultProof evidence{true, {}};
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < victims_.size(); ++i) {
      const Child& victim = *victims_[i].process;
      const bool gone = victim.wait_exit(deadline, stop);
      const std::string port = await_refusal(*nodes_[i], deadline, stop);
      evidence.confirmed &= gone && port.empty();
      seen.push_back(fmt::format("pid {} {}", victim.pid(), gone ? "is gone" : "is still there"));
      if (nodes_[i]->address.port != 0) {
        seen.push_back(fmt::format("{} {}", nodes_[i]->address.host_port(),
                                   port.empty() ? "refuses connections" : port));
      }
    }
    evidence.what = join_names(seen);
    return evidence;
  }

  Result<std::string> heal(std::stop_token stop) override {
    if (!restarts_) return std::string("left dead, as the scenario says");
    auto victim = victims_.begin();
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      const Victim& own = *victim++;
      const auto child = node.child();
      // One that is still about to end would be dead in a while: it is killed, and started again.
      const bool ending = own.signalled && child == own.process;
      if (child != nullptr && !child->exited() && !ending) return std::string("it runs");
      return system_.restart(node, stop);
    });
  }

 private:
  const std::string name_;
  const int signal_;
  const Nanoseconds patience_;
  const bool restarts_;
  const std::vector<Node*> nodes_;
  System& system_;
  std::vector<Victim> victims_;
};

}  // namespace

std::unique_ptr<Fault> end_nodes(const FaultSpec& spec, int signal, Nanoseconds patience,
                                 std::vector<Node*> nodes, System& system) {
  return std::make_unique<EndNodes>(spec, signal, patience, std::move(nodes), system);
}

}  // namespace squall

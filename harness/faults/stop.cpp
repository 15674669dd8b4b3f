#include "harness/faults/stop.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "harness/core/duration.h"
#include "harness/core/proc.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/faults/knock.h"
#include "harness/faults/on_each_node.h"

namespace squall::stop {
namespace {

constexpr Nanoseconds kPatience = std::chrono::seconds(1);
constexpr Nanoseconds kPoll = std::chrono::milliseconds(2);
// How long a node must not answer to count as hanging.
constexpr Nanoseconds kSilence = std::chrono::milliseconds(200);

bool is_stopped(const ProcessIdentity& process) {
  const auto info = process_info(process.pid);
  return info && info->start_ticks == process.start_ticks && info->state == 'T';
}

// What the node's port does; the text ends with "nothing answers" exactly if it hangs.
std::string seen_at(const Node& node, const std::stop_token& stop) {
  const std::string address = node.address.host_port();
  const Knock seen = knock(address, kSilence, stop);
  if (stop.stop_requested()) {
    return fmt::format("{}: it was healed before it had been looked at for {}", address,
                       human_duration(kSilence));
  }
  if (seen.error == "connect_timeout") {
    return address + " accepts no more connections, and nothing answers";
  }
  if (!seen.connected()) return fmt::format("{}: {}", address, seen.error);
  const bool silent = !seen.answer && seen.end == Knock::End::kOpen;
  return fmt::format("{} takes connections, and {}", address,
                     silent ? "nothing answers" : "something answers");
}

class Stop : public Fault {
 public:
  Stop(const FaultSpec& spec, std::vector<Node*> nodes, System& system)
      : name_(spec.name),
        continues_(spec.options.get_or<std::string>("heal", "continue") == "continue"),
        nodes_(std::move(nodes)),
        system_(system) {}

  Undo undo() const override {
    Undo undo{name_, {}};
    for (const Node* node : nodes_) {
      for (const ProcessIdentity& process : system_.processes(*node)) {
        undo.actions.push_back({UndoAction::Kind::kContinue, process, {}});
      }
    }
    return undo;
  }

  Result<std::string> inject() override {
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      auto sent = system_.signal(node, SIGSTOP);
      if (sent) system_.note(node, NodeState::kStopped, *sent);
      return sent;
    });
  }

  // The kernel shows every process of the node as stopped, and its port takes connections in that
  // nobody answers.
  FaultProof evidence(std::stop_token stop) override {
    FaultProof evidence{true, {}};
    std::vector<std::string> seen;
    for (const Node* node : nodes_) {
      const auto processes = await(*node, stop, is_stopped);
      const auto stopped = std::count_if(processes.begin(), processes.end(), is_stopped);
      const bool all = stopped > 0 && stopped == std::ssize(processes);
      seen.push_back(fmt::format("{}: {} of {} processes are stopped (state T)", node->name,
                                 stopped, processes.size()));
      evidence.confirmed &= all;
      if (!all || node->address.port == 0) continue;
      seen.push_back(seen_at(*node, stop));
      evidence.confirmed &= seen.back().ends_with("nothing answers");
    }
    evidence.what = join_names(seen);
    return evidence;
  }

  Result<std::string> heal(std::stop_token stop) override {
    if (!continues_) return std::string("left stopped, as the scenario says");
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      auto sent = system_.signal(node, SIGCONT);
      if (!sent) return sent;
      const auto goes_on = [](const ProcessIdentity& process) { return !is_stopped(process); };
      const auto processes = await(node, stop, goes_on);
      if (!std::all_of(processes.begin(), processes.end(), goes_on)) {
        return fail(fmt::format("{} is still stopped after SIGCONT", node.name));
      }
      if (node.state() == NodeState::kStopped) system_.note(node, NodeState::kReady, *sent);
      return sent;
    });
  }

 private:
  // The node's processes once all of them are as wanted, or after the patience is over.
  template <typename Wanted>
  std::vector<ProcessIdentity> await(const Node& node, const std::stop_token& stop,
                                     const Wanted& wanted) const {
    const SteadyTime deadline = steady_now() + kPatience;
    while (true) {
      auto processes = system_.processes(node);
      const bool all = std::all_of(processes.begin(), processes.end(), wanted);
      if (all || steady_now() >= deadline || !wait_for(stop, kPoll)) return processes;
    }
  }

  const std::string name_;
  const bool continues_;
  const std::vector<Node*> nodes_;
  System& system_;
};

}  // namespace

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system) {
  return std::make_unique<Stop>(spec, std::move(nodes), system);
}

}  // namespace squall::stop

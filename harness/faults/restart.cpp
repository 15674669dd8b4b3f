#include "harness/faults/restart.h"

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>

#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/faults/on_each_node.h"
#include "harness/faults/refusal.h"

namespace squall::restart {
namespace {

// Beyond the patience, until a process that was killed is gone.
constexpr Nanoseconds kKillTakes = std::chrono::seconds(1);

struct Rhythm {
  int signal = SIGTERM;
  Nanoseconds patience{}, delay{}, every{};
  int times = 1;
};

// One node's ends and starts, on a thread of its own.
struct Round {
  Node* node = nullptr;
  std::vector<ProcessIdentity> family;  // Looked up beforehand: it takes milliseconds.
  std::shared_ptr<Child> first;         // The process that ended first.
  int restarts = 0;
  std::string last, error;  // What was done by the last start, or why there was none.
  std::jthread work;        // Last: it uses the members above.
};

class Restart : public Fault {
 public:
  Restart(const FaultSpec& spec, std::vector<Node*> nodes, System& system)
      : name_(spec.name), nodes_(std::move(nodes)), system_(system), rounds_(nodes_.size()) {
    const Options& options = spec.options;
    rhythm_.signal = options.get_or<std::string>("by", "") == "kill" ? SIGKILL : SIGTERM;
    rhythm_.patience = options.get_or<Nanoseconds>("patience", {});
    rhythm_.delay = options.get_or<Nanoseconds>("delay", {});
    rhythm_.every = options.get_or<Nanoseconds>("every", {});
    rhythm_.times = static_cast<int>(options.get_or<std::int64_t>("times", 1));
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      rounds_[i].node = nodes_[i];
      rounds_[i].family = system_.processes(*nodes_[i]);
    }
  }

  // The nodes end with the run, whichever of their processes runs then.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    auto round = rounds_.begin();
    return on_each_node(nodes_, [&](Node& node) {
      Round& own = *round++;
      own.first = node.child();
      auto sent = system_.signal(node, rhythm_.signal, own.family);
      if (sent) own.work = std::jthread([this, &own](const std::stop_token& s) { go(own, s); });
      return sent;
    });
  }

  // The kernel says that the process is gone; then nobody serves its port, or another one does.
  FaultProof evidence(std::stop_token stop) override {
    const SteadyTime deadline = steady_now() + rhythm_.patience + kKillTakes;
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Round& round : rounds_) {
      const bool gone = round.first->wait_exit(deadline, stop);
      const std::int64_t pid = round.first->pid();
      std::string then = "refuses connections";
      std::string port;
      if (gone) port = await_refusal(*round.node, steady_now(), stop);
      const auto now = round.node->child();
      if (!port.empty() && now->pid() != pid) {
        then = fmt::format("is served by pid {}", now->pid());
        port.clear();
      }
      all.confirmed &= gone && port.empty();
      seen.push_back(fmt::format("pid {} {}", pid, gone ? "is gone" : "is still there"));
      if (!gone || round.node->address.port == 0) continue;
      seen.push_back(round.node->address.host_port() + " " + (port.empty() ? then : port));
    }
    all.what = join_names(seen);
    return all;
  }

  // A start that is under way is waited for; nothing ends any more.
  Result<std::string> heal(std::stop_token stop) override {
    for (Round& round : rounds_) round.work.request_stop();
    for (Round& round : rounds_) {
      if (round.work.joinable()) round.work.join();
    }
    auto round = rounds_.begin();
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      Round& own = *round++;
      const auto child = node.child();
      if (child == nullptr || child->exited()) {
        auto started = system_.restart(node, stop);
        if (started) started = restarted(++own.restarts, *started);
        return started;
      }
      if (!own.error.empty()) return fail(own.error);
      if (own.restarts == 0) return std::string("it runs");
      return restarted(own.restarts, own.last);
    });
  }

 private:
  static std::string restarted(int times, const std::string& last) {
    if (times == 1) return last;
    return fmt::format("restarted {} times; at last {}", times, last);
  }

  void go(Round& round, const std::stop_token& stop) {
    for (int i = 1;; ++i) {
      end(round, stop);
      wait_for(stop, rhythm_.delay);
      // Also when the fault is healed meanwhile: a node is never left dead.
      auto started = system_.restart(*round.node, {});
      if (!started) {
        round.error = started.error().message;
        return;
      }
      round.last = std::move(*started);
      round.restarts = i;
      if (i >= rhythm_.times || !wait_for(stop, rhythm_.every)) return;
      if (!system_.signal(*round.node, rhythm_.signal)) return;  // It has ended by itself.
    }
  }

  // Waits for the process that got the signal.
  void end(Round& round, const std::stop_token& stop) {
    const auto child = round.node->child();
    if (!child->wait_exit(steady_now() + rhythm_.patience, stop)) [[maybe_unused]]
      const auto killed = system_.signal(*round.node, SIGKILL);
    child->wait_exit(kKillTakes);
  }

  const std::string name_;
  const std::vector<Node*> nodes_;
  System& system_;
  Rhythm rhythm_;
  std::vector<Round> rounds_;
};

}  // namespace

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system) {
  return std::make_unique<Restart>(spec, std::move(nodes), system);
}

}  // namespace squall::restart

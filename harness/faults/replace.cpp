#include "harness/faults/replace.h"

#include <fmt/format.h>

#include <csignal>
#include <future>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/faults/on_each_node.h"

namespace squall::replace {
namespace {

// A process and the one that took its place.
struct Exchange {
  std::shared_ptr<Child> before;
  std::shared_future<Result<std::string>> done;
};

class Replace : public Fault {
 public:
  Replace(const FaultSpec& spec, std::vector<Node*> nodes, System& system)
      : name_(spec.name),
        patience_(spec.options.get_or<Nanoseconds>("patience", {})),
        nodes_(std::move(nodes)),
        system_(system),
        exchanges_(nodes_.size()) {
    for (const auto& [name, value] : spec.options.get_or<ValueTable>("env", {})) {
      change_.env.emplace_back(name, Template(std::get<std::string>(value.data)));
    }
    for (const Value& item : spec.options.get_or<ValueList>("command", {})) {
      change_.command.emplace_back(std::get<std::string>(item.data));
    }
  }

  // Whatever runs then ends with the run.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    auto exchange = exchanges_.begin();
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      Exchange& own = *exchange++;
      own.before = node.child();
      node.set_change(change_);
      auto sent = system_.signal(node, SIGTERM);
      if (!sent) return sent;
      own.done = std::async(std::launch::async, [this, &node] { return start(node); }).share();
      return sent;
    });
  }

  // That another process is there; that it is another version is for the author's proof to show.
  FaultProof evidence(std::stop_token) override {
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const auto& done = exchanges_[i].done.get();
      all.confirmed &= done.has_value() && exchanges_[i].before->exited();
      seen.push_back(fmt::format("pid {} is replaced: {}", exchanges_[i].before->pid(),
                                 done ? *done : done.error().message));
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    auto exchange = exchanges_.begin();
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      const Exchange& own = *exchange++;
      if (own.done.valid()) own.done.wait();
      node.set_change({});
      const auto child = node.child();
      const bool replaced = child != own.before;
      // What could not even be started leaves the node as it was, but ended.
      if (own.before == nullptr || (!replaced && !child->exited())) {
        return std::string("it was not replaced");
      }
      if (!child->exited()) [[maybe_unused]]
        const auto sent = system_.signal(node, SIGTERM);
      return start(node);
    });
  }

 private:
  // What is left of the old process after the patience is killed by the restart.
  Result<std::string> start(Node& node) {
    const auto old = node.child();
    old->wait_exit(patience_);
    return system_.restart(node, {});
  }

  const std::string name_;
  const Nanoseconds patience_;
  const std::vector<Node*> nodes_;
  System& system_;
  NodeChange change_;
  std::vector<Exchange> exchanges_;
};

}  // namespace

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system) {
  return std::make_unique<Replace>(spec, std::move(nodes), system);
}

}  // namespace squall::replace

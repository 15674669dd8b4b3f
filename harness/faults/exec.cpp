#include "harness/faults/exec.h"

#include <fmt/format.h>

#include <csignal>

#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/faults/on_each_node.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/undo_actions.h"

namespace squall::exec {
namespace {

// A command that has not failed by then is at work.
constexpr Nanoseconds kFailsWithin = std::chrono::seconds(1);
constexpr Nanoseconds kPoll = std::chrono::milliseconds(10);

struct Command {
  std::vector<std::string> argv;
  UndoAction undo;
  std::shared_ptr<Child> child = {};
};

class Exec : public Fault {
 public:
  Exec(std::string name, std::vector<Node*> nodes, std::vector<Command> commands, System& system)
      : name_(std::move(name)),
        nodes_(std::move(nodes)),
        commands_(std::move(commands)),
        system_(system) {}

  Undo undo() const override {
    Undo undo{name_, {}};
    for (const Command& command : commands_) {
      if (!command.undo.run.empty()) undo.actions.push_back(command.undo);
    }
    return undo;
  }

  Result<std::string> inject() override {
    auto command = commands_.begin();
    return on_each_node(nodes_, [&](Node&) -> Result<std::string> {
      Command& own = *command++;
      auto child = system_.execute(name_, own.argv);
      if (!child) return tl::unexpected(child.error());
      own.child = std::move(*child);
      return fmt::format("{} runs as pid {}", own.argv[0], own.child->pid());
    });
  }

  // What it does is for the author's proof to show; here only that it did not fail.
  FaultProof evidence(std::stop_token stop) override {
    const SteadyTime deadline = steady_now() + kFailsWithin;
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Command& command : commands_) {
      const Child& child = *command.child;
      while (!child.exited() && steady_now() < deadline && wait_for(stop, kPoll)) {
      }
      const bool ended = child.exited();
      const ExitStatus status = ended ? child.wait_status() : ExitStatus{};
      all.confirmed &= status.code == 0 && status.signal == 0;
      seen.push_back(ended ? fmt::format("{} ended with {}", command.argv[0], describe(status))
                           : fmt::format("{} still runs", command.argv[0]));
    }
    all.what = join_names(seen);
    if (all.confirmed) return all;
    for (const std::string& line : system_.said(name_)) all.what += "\n    " + line;
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    auto command = commands_.begin();
    return on_each_node(nodes_, [&](Node&) -> Result<std::string> {
      const Command& own = *command++;
      if (own.child != nullptr) end(*own.child);
      if (own.undo.run.empty()) return std::string("the command is ended");
      return run_undo(own.undo.run, own.undo.folder);
    });
  }

 private:
  static void end(const Child& child) {
    if (child.exited()) return;
    end_tree(child.identity(), kFailsWithin);
    child.wait_exit(kFailsWithin);
  }

  const std::string name_;
  const std::vector<Node*> nodes_;
  std::vector<Command> commands_;
  System& system_;
};

Result<std::vector<std::string>> render_all(const ValueList& list, const Template::Lookup& lookup) {
  std::vector<std::string> argv;
  for (const Value& item : list) {
    const auto text = Template(std::get<std::string>(item.data)).render(lookup);
    if (!text) return tl::unexpected(text.error());
    argv.push_back(*text);
  }
  return argv;
}

}  // namespace

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system) {
  std::vector<Command> commands;
  for (const Node* node : nodes) {
    const auto lookup = system.lookup("", node);
    auto argv = render_all(spec.options.get_or<ValueList>("run", {}), lookup);
    if (!argv) return tl::unexpected(argv.error());
    auto undo = render_all(spec.options.get_or<ValueList>("undo", {}), lookup);
    if (!undo) return tl::unexpected(undo.error());
    if (argv->empty()) return fail("'run' is empty");
    Command command{std::move(*argv), {}};
    if (!undo->empty()) {
      auto action = system.undo_by(std::move(*undo));
      if (!action) return tl::unexpected(action.error());
      command.undo = std::move(*action);
    }
    commands.push_back(std::move(command));
  }
  return std::make_unique<Exec>(spec.name, std::move(nodes), std::move(commands), system);
}

}  // namespace squall::exec

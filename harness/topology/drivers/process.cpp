#include "harness/topology/drivers/process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "harness/core/proc.h"
#include "harness/core/wait.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/drivers/node_files.h"
#include "harness/topology/ports.h"
#include "harness/topology/programs.h"

namespace squall::process {
namespace {

constexpr Nanoseconds kKillDeadline = std::chrono::seconds(2);

int signal_number(const std::string& name) {
  const std::string abbreviation = name.starts_with("SIG") ? name.substr(3) : name;
  for (int number = 1; number < NSIG; ++number) {
    const char* const known = ::sigabbrev_np(number);
    if (known != nullptr && abbreviation == known) return number;
  }
  return SIGTERM;
}

// The harness's environment with the service's entries and the run's marks in place of its own.
Result<std::vector<std::string>> environment(const Placement& placement, const Node& node,
                                             const NodeChange& change,
                                             const Template::Lookup& lookup) {
  std::vector<std::pair<std::string, std::string>> own{{kRunMark, placement.run_dir.string()},
                                                       {kNodeMark, node.name}};
  for (const StringMap* entries : {&node.service.env, &node.prepared.env, &change.env}) {
    for (const auto& [name, value] : *entries) {
      const auto text = value.render(lookup);
      if (!text) {
        return fail(fmt::format("env {} of {}: {}", name, node.name, text.error().message));
      }
      std::erase_if(own, [wanted = std::string_view(name)](const auto& item) {
        return item.first == wanted;
      });
      own.emplace_back(name, *text);
    }
  }
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    const auto replaces = [&](const auto& item) { return item.first == name; };
    if (std::none_of(own.begin(), own.end(), replaces)) all.emplace_back(text);
  }
  for (const auto& [name, value] : own) all.push_back(name + '=' + value);
  return all;
}

class Process : public Driver {
 public:
  explicit Process(DriverContext context) : context_(context) {}

  Result<void> place(Node& node) override {
    const std::string name =
        node.service.nodes == 1 ? node.name : fmt::format("{}-{}", node.service.name, node.index);
    const auto& run_dir = context_.placement.run_dir;
    node.dir = data_dir(node.service) / name;
    node.log = run_dir / "logs" / (name + ".log");
    for (const Port& port : node.service.ports) {
      if (port.shared) {
        if (auto shared = place_shared(node, port); !shared) return shared;
        continue;
      }
      const auto index = static_cast<std::size_t>(node.index);
      if (!port.fixed.empty() && index >= port.fixed.size()) {
        return fail(fmt::format("{} has no port '{}'", node.name, port.name));
      }
      auto reservation = reserve_port(port.fixed.empty() ? std::uint16_t{0} : port.fixed[index]);
      if (!reservation) {
        return fail(fmt::format("{} cannot have its {}: {}", node.name,
                                port.fixed.empty() ? "port" : "fixed port",
                                reservation.error().message));
      }
      node.ports.push_back({port.name, reservation->port});
      reservations_.push_back(std::move(*reservation));
    }
    // Before anything starts, if the name needs no address that is not known yet.
    const Template& command = node.service.command.at(0);
    if (const auto name_of_program = command.render(lookup_for(node))) {
      const auto program = find_program_for(node, *name_of_program);
      if (!program) return tl::unexpected(program.error());
    }
    node.address = {node.service.scheme,
                    node.ports.empty() ? "127.0.0.1" : node.ports[0].host,
                    node.ports.empty() ? std::uint16_t{0} : node.ports[0].number,
                    {}};
    return {};
  }

  Result<void> launch(Node& node) override {
    const Template::Lookup lookup = lookup_for(node);
    if (auto made = make_node_files(context_.placement, node); !made) return made;
    SpawnRequest request;
    request.log = node.log;
    const NodeChange change = node.change();
    const auto& command = change.command.empty() ? node.service.command : change.command;
    for (const Template& argument : command) {
      const auto text = argument.render(lookup);
      if (!text) return fail(fmt::format("the command of {}: {}", node.name, text.error().message));
      request.argv.push_back(*text);
    }
    const auto program = find_program_for(node, request.argv[0]);
    if (!program) return tl::unexpected(program.error());
    request.argv[0] = program->string();
    const auto cwd = node.service.cwd.render(lookup);
    if (!cwd) return fail(fmt::format("the cwd of {}: {}", node.name, cwd.error().message));
    const auto home = std::filesystem::absolute(context_.placement.topology.directory());
    request.cwd = cwd->empty() ? node.dir : (home / *cwd).lexically_normal();
    auto env = environment(context_.placement, node, change, lookup);
    if (!env) return tl::unexpected(env.error());
    request.env = std::move(*env);
    auto child = context_.reaper.spawn(request);
    if (!child) return fail(fmt::format("{} cannot start: {}", node.name, child.error().message));
    node.set_child(std::move(*child));
    return {};
  }

  Result<void> check(const Node& node) override {
    const auto family = processes(node);
    for (const Listener& listener : listeners()) {
      const auto same = [&](const NodePort& port) {
        return listener.takes(port.host, port.number);
      };
      const auto holds = [&](const ProcessIdentity& process) {
        return holds_socket(process.pid, listener.inode);
      };
      if (std::none_of(node.ports.begin(), node.ports.end(), same)) continue;
      if (std::any_of(family.begin(), family.end(), holds)) continue;
      if (is_held_by_marked(node, listener.inode)) continue;
      return fail(fmt::format("port {} of {} is served by another process: {}", listener.port,
                              node.name, listener_name(listener.port)));
    }
    return {};
  }

  // Its tree and its session. A daemon that has left both, as Erlang's epmd does, can serve other
  // nodes as well, and does not die of what befalls this one.
  std::vector<ProcessIdentity> processes(const Node& node) override {
    std::vector<ProcessIdentity> found;
    const auto child = node.child();
    if (child == nullptr) return found;
    const auto all = all_processes();
    const bool used_again = std::any_of(all.begin(), all.end(), [&](const ProcessInfo& process) {
      return process.pid == child->pid() && !(process.identity() == child->identity());
    });
    if (used_again) return found;
    for (const ProcessInfo& process : process_tree(child->pid(), all)) {
      if (process.state != 'Z') found.push_back(process.identity());
    }
    return found;
  }

  void end(Node& node) override {
    const auto child = node.child();
    if (child == nullptr) return;
    const StopSpec& how = node.service.stop;
    // A stopped process would not see the request.
    for (const ProcessIdentity& process : processes(node)) signal_process(process, SIGCONT);
    if (child->signal(signal_number(how.signal))) child->wait_exit(how.timeout);
    const SteadyTime deadline = steady_now() + kKillDeadline;
    for (auto left = processes(node); !left.empty(); left = processes(node)) {
      for (const ProcessIdentity& process : left) signal_process(process, SIGKILL);
      if (steady_now() >= deadline) return;
      wait_for(std::stop_token{}, std::chrono::milliseconds(2));
    }
  }

 private:
  // Any number that is free for the first node; the others have addresses of their own.
  Result<void> place_shared(Node& node, const Port& port) {
    NodePort placed{port.name, 0, fmt::format("127.0.0.{}", node.index + 1)};
    if (node.index > 0) {
      const Node& first = *context_.placement.nodes_of(node.service.name).at(0);
      for (const NodePort& other : first.ports) {
        if (other.name == port.name) placed.number = other.number;
      }
    }
    auto reservation = reserve_port(placed.number, placed.host);
    if (!reservation) {
      return fail(fmt::format("{} cannot have its port '{}' at {}: {}", node.name, port.name,
                              placed.host, reservation.error().message));
    }
    placed.number = reservation->port;
    node.ports.push_back(std::move(placed));
    reservations_.push_back(std::move(*reservation));
    return {};
  }

  bool is_held_by_marked(const Node& node, std::uint64_t inode) const {
    const std::string mark = fmt::format("{}={}", kNodeMark, node.name);
    const std::string run = fmt::format("{}={}", kRunMark, context_.placement.run_dir.string());
    const auto all = all_processes();
    return std::any_of(all.begin(), all.end(), [&](const ProcessInfo& process) {
      return has_environment(process.pid, mark) && has_environment(process.pid, run) &&
             holds_socket(process.pid, inode);
    });
  }

  Template::Lookup lookup_for(const Node& node) const {
    return [this, view = Viewpoint{node.service.name, &node}](std::string_view name) {
      return resolve(context_.placement, view, name);
    };
  }

  Result<std::filesystem::path> find_program_for(const Node& node, const std::string& name) const {
    if (auto program = find_program_of(context_.placement.topology, name)) return *program;
    return fail(
        fmt::format("{} cannot start: there is no program '{}' ('squall doctor' says how "
                    "to get what is missing)",
                    node.name, name));
  }

  std::filesystem::path data_dir(const Service& service) const {
    if (service.data.empty()) return context_.placement.run_dir / "work";
    const auto home = std::filesystem::absolute(context_.placement.topology.directory());
    // A folder of the run's own, because it is removed at the end.
    return (home / service.data / context_.placement.run_id).lexically_normal();
  }

  const DriverContext context_;
  std::vector<PortReservation> reservations_;
};

}  // namespace

std::unique_ptr<Driver> make(DriverContext context) { return std::make_unique<Process>(context); }

}  // namespace squall::process

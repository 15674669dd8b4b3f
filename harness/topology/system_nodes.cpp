// System: what happens to single nodes, from their start to their signals.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "harness/core/duration.h"
#include "harness/core/wait.h"
#include "harness/topology/disk.h"
#include "harness/topology/logs.h"
#include "harness/core/proc.h"
#include "harness/topology/slow_disk.h"
#include "harness/topology/system_parts.h"
#include "probes/kinds.h"

namespace squall {
namespace {

constexpr Nanoseconds kFirstPause = std::chrono::milliseconds(5);
constexpr Nanoseconds kLongestPause = std::chrono::milliseconds(50);
constexpr Nanoseconds kShortestSample = std::chrono::milliseconds(100);
// A process that may hardly use the processor (a quota) takes its time to end.
constexpr Nanoseconds kKillDeadline = std::chrono::seconds(10);

}  // namespace

void System::Parts::change(Node& node, NodeState state, std::string detail) {
  node.set_state(state);
  const auto child = node.child();
  events_.on_event(
      NodeChanged{node.name, state, child == nullptr ? 0 : child->pid(), std::move(detail)});
}

Result<std::string> System::Parts::signal(Node& node, int number,
                                          const std::vector<ProcessIdentity>& family) {
  const auto child = node.child();
  if (child == nullptr) return fail(fmt::format("{} is no process of this harness", node.name));
  if (child->exited()) return fail(fmt::format("{} has ended already", node.name));
  if (auto sent = child->signal(number); !sent) return tl::unexpected(sent.error());
  std::vector<ProcessIdentity> reached{child->identity()};
  const auto reach = [&](const std::vector<ProcessIdentity>& processes) {
    const std::size_t before = reached.size();
    for (const ProcessIdentity& process : processes) {
      if (std::find(reached.begin(), reached.end(), process) != reached.end()) continue;
      if (signal_process(process, number)) reached.push_back(process);
    }
    return reached.size() > before;
  };
  reach(family);
  // A process can start another while we look: go round until there is no new one.
  while (reach(driver_of(node).processes(node))) {
  }
  const std::size_t others = reached.size() - 1;
  return fmt::format("pid {}{} got SIG{}", child->pid(),
                     others == 0 ? "" : fmt::format(" and {} of its processes", others),
                     ::sigabbrev_np(number));
}

Result<void> System::Parts::launch(Node& node) {
  if (auto made = make_disks(node); !made) return made;
  if (auto launched = driver_of(node).launch(node); !launched) return launched;
  const auto child = node.child();
  change(node, NodeState::kStarting);
  if (child == nullptr) return {};
  // It may have ended before the reaper's report could be matched with the node.
  if (child->exit_status()) on_exit(*child);
  const Undo undo{"", {{UndoAction::Kind::kEnd, child->identity(), {}}}};
  const auto added = ledger_->add(undo, Ledger::Survives::kHarness);
  return added ? Result<void>() : tl::unexpected(added.error());
}

void System::Parts::on_exit(const Child& child) {
  if (!placed_) return;  // Of a preparation.
  for (const auto& node : placement_.nodes) {
    const auto disk = node->slow_disk();
    if (disk != nullptr && &disk->server() == &child && is_disk(node->dir)) {
      events_.on_event(Warned{fmt::format("the server of {}'s slow disk ended", node->name)});
    }
    if (!node->take_death(child)) continue;
    const auto status = child.exit_status().value_or(ExitStatus{});
    events_.on_event(NodeChanged{node->name, NodeState::kDead, child.pid(), describe(status)});
  }
}

Result<void> System::Parts::become_ready(Node& node, const std::stop_token& stop) {
  if (auto ready = wait_ready(node, stop); !ready) return ready;
  if (auto checked = driver_of(node).check(node); !checked) return checked;
  change(node, NodeState::kReady);
  return {};
}

Result<void> System::Parts::wait_ready(Node& node, const std::stop_token& stop) {
  const auto child = node.child();
  if (!node.service.ready) return {};
  const ReadySpec& ready = *node.service.ready;
  const Viewpoint view{"", &node};
  const auto lookup = [&](std::string_view name) { return resolve(placement_, view, name); };
  const SteadyTime deadline = steady_now() + ready.timeout;
  ProbeSpec probe = ready.probe;
  for (Nanoseconds pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    const Nanoseconds left = std::max(kShortestSample, Nanoseconds(deadline - steady_now()));
    probe.timeout = std::min(ready.probe.timeout, left);
    const ProbeSample last = sample(probe, lookup, stop);
    if (child != nullptr && child->exited()) {
      return fail(
          fmt::format("{} ended during its start: {}", node.name, describe(child->wait_status())));
    }
    if (last.met) return {};
    if (stop.stop_requested()) return fail(fmt::format("{} was interrupted", node.name));
    if (steady_now() + pause >= deadline) {
      return fail(fmt::format("{} was not ready within {}: its {} probe last saw {}", node.name,
                              format_duration(ready.timeout), probe.kind, last.actual));
    }
    wait_for(stop, pause);
  }
}

Result<std::string> System::Parts::restart(Node& node, std::stop_token stop) {
  if (node.child() == nullptr) {
    return fail(fmt::format("{} is not ours to start again", node.name));
  }
  change(node, NodeState::kRestarting);
  const SteadyTime start = steady_now();
  for (auto left = driver_of(node).processes(node); !left.empty();
       left = driver_of(node).processes(node)) {
    for (const ProcessIdentity& process : left) signal_process(process, SIGKILL);
    if (steady_now() - start > kKillDeadline) {
      return fail(fmt::format("{} does not end, so it cannot start again", node.name));
    }
    wait_for(stop, std::chrono::milliseconds(2));
  }
  auto started = launch(node);
  if (started) started = become_ready(node, stop);
  if (started) {
    return fmt::format("pid {} is ready after {}", node.child()->pid(),
                       human_duration(steady_now() - start));
  }
  std::string why = started.error().message;
  const auto tail = log_tail(node.log, 3);
  for (const std::string& line : tail) why += "\n    " + line;
  return fail(mask_.mask(why));
}

}  // namespace squall

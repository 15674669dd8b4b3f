// System, from the last request to an empty place.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/core/proc.h"
#include "harness/topology/by_needs.h"
#include "harness/topology/cgroup.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/logs.h"
#include "harness/topology/system_parts.h"

namespace squall {
namespace {

constexpr Nanoseconds kEndPatience = std::chrono::seconds(2);

}  // namespace

std::vector<std::string> System::Parts::stop() {
  if (std::exchange(stopped_, true)) return residue_;
  const auto add = [this](std::vector<std::string> left) {
    std::move(left.begin(), left.end(), std::back_inserter(residue_));
  };
  if (reaper_ != nullptr) {
    end_services();
    unmount_disks();
    add(reaper_->shutdown());
    add(end_marked(settings_.run_dir, kEndPatience).residue);
    add(undo_faults(settings_.run_dir).residue);
    add(left_listeners());
    add(remove_groups_of_run(settings_.run_dir));
  }
  drivers_.clear();  // And with them the reserved ports.
  for (const auto& folder : folders_) {
    if (std::string left = remove_folder(folder); !left.empty())
      residue_.push_back(std::move(left));
  }
  trim_logs(settings_.run_dir / "logs", mask_);
  if (ledger_ != nullptr && residue_.empty()) {
    std::error_code error;
    std::filesystem::remove(ledger_file(settings_.run_dir), error);
  }
  lock_ = PathLock();
  return residue_;
}

void System::Parts::end_services() {
  for (const auto& group : end_order(topology_.services)) {
    std::vector<Node*> nodes;
    for (const auto& node : placement_.nodes) {
      const bool in_group = std::find(group.begin(), group.end(), &node->service) != group.end();
      if (in_group && node->child() != nullptr) nodes.push_back(node.get());
    }
    const auto end_node = [this](Node& node, const std::stop_token&) -> Result<void> {
      const auto child = node.child();
      const bool was_dead = child->exited();
      if (!was_dead) change(node, NodeState::kEnding);
      driver_of(node).end(node);
      if (!was_dead && child->exited()) {
        change(node, NodeState::kEnded, describe(child->wait_status()));
      }
      return {};
    };
    [[maybe_unused]] const auto ended = for_each_node(nodes, {}, end_node);
  }
}

std::vector<std::string> System::Parts::left_listeners() const {
  std::vector<std::string> left;
  const auto all = listeners();
  for (const auto& node : placement_.nodes) {
    if (node->child() == nullptr) continue;
    for (const NodePort& port : node->ports) {
      const auto is_on_port = [&](const Listener& one) {
        return one.takes(port.host, port.number);
      };
      if (std::none_of(all.begin(), all.end(), is_on_port)) continue;
      left.push_back(fmt::format("port {} of {} still has a listener: {}", port.number, node->name,
                                 listener_name(port.number)));
    }
  }
  return left;
}

std::vector<std::string> System::Parts::foreign_listeners() const {
  std::vector<std::string> found;
  std::vector<Listener> foreign = listeners();
  std::erase_if(foreign, [](const Listener& listener) { return listener.loopback; });
  if (foreign.empty()) return found;
  for (const auto& node : placement_.nodes) {
    for (const ProcessIdentity& process : driver_of(*node).processes(*node)) {
      for (const Listener& listener : foreign) {
        if (!holds_socket(process.pid, listener.inode)) continue;
        found.push_back(fmt::format("{} (pid {}) listens on {}, which other machines can reach",
                                    node->name, process.pid,
                                    NodeAddress{"", listener.host, listener.port, ""}.host_port()));
      }
    }
  }
  return found;
}

}  // namespace squall

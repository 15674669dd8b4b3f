#include "harness/run/live_state.h"

#include <algorithm>
#include <variant>

namespace squall {
namespace {

template <typename Item>
auto named(std::vector<Item>& items, const std::string& name) {
  return std::find_if(items.begin(), items.end(),
                      [&](const Item& each) { return each.name == name; });
}

}  // namespace

void LiveState::on_event(const TimedEvent& event) {
  const std::scoped_lock lock(mutex_);
  std::visit([&](const auto& each) { take(event.at, each); }, event.event);
}

void LiveState::take(Nanoseconds at, const NodeChanged& event) {
  auto node = named(nodes_, event.node);
  if (node == nodes_.end()) node = nodes_.insert(node, {event.node, event.state, at});
  if (node->state != event.state) node->since = at;
  node->state = event.state;
}

void LiveState::take(Nanoseconds at, const FaultInjecting& event) {
  const auto before = named(injecting_, event.fault);
  if (before != injecting_.end()) injecting_.erase(before);
  injecting_.push_back({event.fault, event.nodes, at});
}

void LiveState::take(Nanoseconds at, const FaultInjected& event) {
  const auto injecting = named(injecting_, event.fault);
  LiveFault fault{event.fault, {}, at};
  if (injecting != injecting_.end()) fault.nodes = injecting->nodes;
  faults_.push_back(std::move(fault));
}

void LiveState::take(Nanoseconds, const FaultHealed& event) {
  if (!event.ok) return;  // It is still in force.
  const auto fault = named(faults_, event.fault);
  if (fault != faults_.end()) faults_.erase(fault);
}

std::vector<LiveNode> LiveState::nodes() const {
  const std::scoped_lock lock(mutex_);
  return nodes_;
}

std::vector<LiveFault> LiveState::faults() const {
  const std::scoped_lock lock(mutex_);
  return faults_;
}

}  // namespace squall

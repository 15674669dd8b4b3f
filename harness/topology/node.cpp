#include "harness/topology/node.h"

#include <fmt/format.h>

namespace squall {

std::string NodeAddress::host_port() const {
  const bool ipv6 = host.find(':') != host.npos;
  return ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

std::string NodeAddress::url() const { return fmt::format("{}://{}{}", scheme, host_port(), path); }

Node::Node(const Service& of, int number)
    : service(of), index(number), name(node_name(of, number)) {}

NodeAddress Node::address_of(std::size_t port) const {
  if (port == 0) return address;
  const NodePort& other = ports.at(port);
  return {service.scheme, other.host, other.number, {}};
}

bool Node::is_called(std::string_view text) const {
  return text == name || text == fmt::format("{}[{}]", service.name, index);
}

NodeState Node::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

std::shared_ptr<Child> Node::child() const {
  const std::scoped_lock lock(mutex_);
  return child_;
}

void Node::set_state(NodeState state) {
  const std::scoped_lock lock(mutex_);
  state_ = state;
}

void Node::set_child(std::shared_ptr<Child> child) {
  const std::scoped_lock lock(mutex_);
  child_ = std::move(child);
  ++starts_;
}

int Node::starts() const {
  const std::scoped_lock lock(mutex_);
  return starts_;
}

NodeChange Node::change() const {
  const std::scoped_lock lock(mutex_);
  return change_;
}

void Node::set_change(NodeChange change) {
  const std::scoped_lock lock(mutex_);
  change_ = std::move(change);
}

std::shared_ptr<SlowDisk> Node::slow_disk() const {
  const std::scoped_lock lock(mutex_);
  return slow_disk_;
}

void Node::set_slow_disk(std::shared_ptr<SlowDisk> disk) {
  const std::scoped_lock lock(mutex_);
  slow_disk_ = std::move(disk);
}

bool Node::take_for(const std::string& kind) {
  const std::scoped_lock lock(mutex_);
  return taken_for_.insert(kind).second;
}

void Node::give_back(const std::string& kind) {
  const std::scoped_lock lock(mutex_);
  taken_for_.erase(kind);
}

bool Node::take_death(const Child& child) {
  const std::scoped_lock lock(mutex_);
  const bool expected = state_ == NodeState::kEnding || state_ == NodeState::kEnded ||
                        state_ == NodeState::kRestarting;
  if (child_.get() != &child || state_ == NodeState::kDead || expected) return false;
  state_ = NodeState::kDead;
  return true;
}

}  // namespace squall

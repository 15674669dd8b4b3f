// One node of a service, from placing it until it is gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/event.h"
#include "harness/model/topology.h"
#include "harness/topology/child.h"

namespace squall {

struct NodePort {
  std::string name;
  std::uint16_t number = 0;
  std::string host = "127.0.0.1";
};

/// Where a node, or a proxy in front of it, is reached.
struct NodeAddress {
  std::string scheme = "http";
  std::string host;
  std::uint16_t port = 0;
  std::string path;  ///< Of an external service's URL; "" or "/…" without a slash at the end.

  std::string host_port() const;  ///< "127.0.0.1:4711"
  std::string url() const;        ///< "http://127.0.0.1:4711"
};

class Node;
class SlowDisk;

/// Which node something failed for, and why.
struct NodeFailure {
  const Node* node = nullptr;
  std::string what;  ///< One sentence; may hold secrets.
};

/// What a node is started with so that faults can act on it later.
struct NodePreparation {
  StringMap env;
  double disk_bytes = 0;   ///< > 0: its folder is a disk of its own, of this size.
  bool slow_disk = false;  ///< Its folder is a disk that can be made slow.
};

/// A node in another version or configuration.
struct NodeChange {
  StringMap env;
  std::vector<Template> command;  ///< Empty: as the service says.
};

class Node {
 public:
  Node(const Service& of, int number);

  // Fixed once the topology is placed, before anything starts.
  const Service& service;
  const int index;
  const std::string name;  ///< "couchdb[1]"
  NodeAddress address;     ///< Of the first port.
  std::vector<NodePort> ports;
  std::filesystem::path dir;
  std::filesystem::path log;  ///< Empty: the driver keeps none.
  NodePreparation prepared;

  /// Where the port of this index is reached, without a proxy.
  NodeAddress address_of(std::size_t port) const;
  /// By its name or, also where a service has one node, its index: "balancer", "balancer[0]".
  bool is_called(std::string_view text) const;

  // Changing; thread-safe.
  NodeState state() const;
  /// The process in use or the last one; null if the driver holds none or nothing was started.
  std::shared_ptr<Child> child() const;
  /// How often it was started.
  int starts() const;

  void set_state(NodeState state);
  void set_child(std::shared_ptr<Child> child);
  /// From its next start on.
  NodeChange change() const;
  /// Null: its disk cannot be made slow.
  std::shared_ptr<SlowDisk> slow_disk() const;
  void set_slow_disk(std::shared_ptr<SlowDisk> disk);
  void set_change(NodeChange change);
  /// Of faults that can't be on it twice: whether none of this kind was.
  bool take_for(const std::string& kind);
  void give_back(const std::string& kind);
  /// `child` ended. True if it was the node's own and nobody meant it to: the node is dead now.
  bool take_death(const Child& child);

 private:
  mutable std::mutex mutex_;
  NodeState state_ = NodeState::kStarting;
  std::shared_ptr<Child> child_;
  int starts_ = 0;
  NodeChange change_;
  std::shared_ptr<SlowDisk> slow_disk_;
  std::set<std::string> taken_for_;
};

}  // namespace squall

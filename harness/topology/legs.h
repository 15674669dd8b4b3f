// The legs of links that run through the fault proxy: a leg leads from one node (or the client) to
// one node, so that a fault can cut a single one.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/proxy/proxy.h"
#include "harness/topology/references.h"

namespace squall {

struct Leg {
  std::string link;            ///< Its name.
  const Node* from = nullptr;  ///< None: the client.
  const Node* to = nullptr;
  LinkId id = 0;
  NodeAddress address;  ///< Of the proxy.
  NodeAddress direct;   ///< Of what is behind it.
  /// Between members of one service, where a single connection serves both: the way back.
  const Leg* reverse = nullptr;
  /// Connections through it that the harness made itself. Thread-safe.
  std::shared_ptr<std::atomic<std::uint64_t>> knocks =
      std::make_shared<std::atomic<std::uint64_t>>(0);

  std::string source() const { return from == nullptr ? "client" : from->name; }
  std::string name() const { return source() + "->" + to->name; }
};

/// Thread-safe once the legs are placed.
class Legs {
 public:
  explicit Legs(std::uint64_t seed) : proxy_(seed) {}

  /// Puts a proxy between every node at one end of the link and every node at the other, and routes
  /// what they send to one another through it.
  Result<void> place(const std::string& link, Placement& placement);

  /// Of a link by its name; or those between two ends, "load-balancer->database[1]", each of which
  /// is "client", a service or a node.
  std::vector<const Leg*> of(std::string_view name) const;

  Proxy& proxy() { return proxy_; }

 private:
  std::string next_address();

  Proxy proxy_;
  std::deque<Leg> legs_;  ///< Legs stay where they are.
  int addresses_ = 0;     ///< That were given out.
};

}  // namespace squall

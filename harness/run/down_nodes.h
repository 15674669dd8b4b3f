// Which nodes faults hold down, so that [safety] max_nodes_down is kept while nodes are being
// healed as well: one whose fault is over is down for as long as it takes to start.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "harness/core/time.h"

namespace squall {

/// Thread-safe.
class DownNodes {
 public:
  explicit DownNodes(int most) : most_(static_cast<std::size_t>(most)) {}

  /// Holds the nodes for `fault`, unless they would be too many with those of the others. Alone
  /// they may be as many as they are: that was checked when the scenario was read.
  bool take(const std::string& fault, const std::vector<std::string>& nodes);
  /// The same, once there is room. False: `stop` came first, or the end of `patience`.
  bool take_within(Nanoseconds patience, const std::string& fault,
                   const std::vector<std::string>& nodes, const std::stop_token& stop);
  /// The fault is healed.
  void give_back(const std::string& fault);

  /// The nodes that are held.
  std::vector<std::string> held() const;

 private:
  bool has_room_for(const std::vector<std::string>& nodes) const;
  std::set<std::string> all() const;

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, std::vector<std::string>> held_;  // By fault.
};

}  // namespace squall

// What holds at this moment of the run, by its events: for whoever watches it.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/event.h"

namespace squall {

struct LiveNode {
  std::string name;
  NodeState state = NodeState::kStarting;
  Nanoseconds since{};
};
struct LiveFault {
  std::string name;
  std::vector<std::string> nodes;
  Nanoseconds since{};
};

/// Thread-safe.
class LiveState final : public EventObserver {
 public:
  void on_event(const TimedEvent& event) override;

  std::vector<LiveNode> nodes() const;    ///< In the order in which they appeared.
  std::vector<LiveFault> faults() const;  ///< In force, the oldest first.

 private:
  void take(Nanoseconds at, const NodeChanged& event);
  void take(Nanoseconds at, const FaultInjecting& event);
  void take(Nanoseconds at, const FaultInjected& event);
  void take(Nanoseconds at, const FaultHealed& event);
  template <typename Other>
  void take(Nanoseconds, const Other&) {}

  mutable std::mutex mutex_;
  std::vector<LiveNode> nodes_;
  std::vector<LiveFault> injecting_, faults_;
};

}  // namespace squall

// How load balancers see the servers behind them, recorded while the run goes on.
#pragma once

#include <thread>
#include <vector>

#include "harness/model/event.h"
#include "harness/topology/system.h"

namespace squall {

/// Asks every node whose service says how (Service::backends), each on a thread of its own, and
/// records each change of a server's state; one that does not answer holds up no other.
class BackendWatch {
 public:
  /// `system`, which has started, and `events` must outlive it.
  BackendWatch(System& system, EventSink& events);

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace squall

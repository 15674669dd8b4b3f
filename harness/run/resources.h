// What the nodes, the whole run and others use of the machine, recorded while the run goes on.
#pragma once

#include <thread>

#include "harness/model/event.h"
#include "harness/topology/system.h"

namespace squall {

/// Looks at the processors and at the processes of every node that the run started, once a second
/// on a thread of its own.
class ResourceWatch {
 public:
  /// `system`, which has started, and `events` must outlive it.
  ResourceWatch(const System& system, EventSink& events);

 private:
  std::jthread thread_;
};

/// One look.
ResourcesSampled sample_resources(const System& system);

}  // namespace squall

// Looks into the nodes' logs for who gained and who lost a role, for checkers that want to know.
#pragma once

#include <thread>

#include "harness/core/time.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall {

/// On a thread of its own, every 50 ms. The first look tells how it stands, by the last line that
/// says so; a look when it ends completes it.
class RoleWatch {
 public:
  /// All must outlive it.
  RoleWatch(const Scenario& scenario, const System& system, const RunClock& clock,
            EventSink& events);

 private:
  std::jthread thread_;
};

}  // namespace squall

// How exactly this machine keeps time, recorded while the run goes on.
//
// Late starts of the load may be the harness's fault, or that of the machine: somebody else had its
// processors. A thread that does nothing but sleep shows which. The idea is Gil Tene's jHiccup
// (https://github.com/giltene/jHiccup).
#pragma once

#include <thread>

#include "harness/model/event.h"

namespace squall {

/// Sleeps for 50 ms at a time on a thread that is as keen as the generator's, and records once a
/// second how late it was woken up and what the processors did.
class MachineWatch {
 public:
  /// `events` must outlive it.
  explicit MachineWatch(EventSink& events);

 private:
  std::jthread thread_;
};

}  // namespace squall

// How exactly the machine kept time while there was load.
#pragma once

#include <vector>

#include "harness/model/event.h"
#include "harness/model/report.h"

namespace squall {

/// From the first phase to the end of the load. Empty when nobody looked.
MachineReport machine_report(const std::vector<TimedEvent>& events);

}  // namespace squall

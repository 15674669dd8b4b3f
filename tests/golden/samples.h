// Hand-made reports, the inputs of the golden files. Each is a plain value; no run is behind it.
#pragma once

#include <span>
#include <string_view>

#include "harness/model/report.h"

namespace squall::samples {

Report passing();       ///< A database node is killed; every gate is met.
Report failing();       ///< All database nodes are killed; clients do not recover in time.
Report inconclusive();  ///< The fault has no evidence, and a gate has no samples.
Report killed();        ///< The harness was killed in the fault phase: the records just end.
Report hostile();       ///< Everything that a target or an author can name tries to break out.
Report capacity();      ///< The highest rate that holds was searched for; the system stalled twice.
Report empty();         ///< The topology did not start: no phase, no figure.
Report variants();      ///< Three client policies under the same fault, side by side.
Report long_run();      ///< 24 hours of windows, 12 phases, many nodes.

struct Sample {
  std::string_view name;
  Report (*make)();
};
std::span<const Sample> all();

}  // namespace squall::samples

// What checkers of durability know about lost data, put together with what is known of faults:
// recovery point and recovery time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/analysis/history.h"
#include "harness/model/report.h"

namespace squall {

/// How far back a write is lost that was acknowledged at `acknowledged`: to the healing of the
/// faults that were in force then, or else to the next injection, or else to the end of the run.
/// Never less than 1 ms: what is lost is lost.
double recovery_point_s(const History& history, Nanoseconds acknowledged);

struct RecoveryPoint {
  std::optional<double> longest_s;  ///< Over all checkers; 0: nothing is lost.
  std::string doubt;                ///< Why there is none.
  std::uint64_t acknowledged = 0;   ///< Writes of the checkers together.
};

/// Fills in `rpo_s` of the checkers that look for losses, and `rto_s` of the faults, whose times to
/// recover are known.
RecoveryPoint add_losses(History& history, std::vector<CheckerReport>& checkers);

}  // namespace squall

// From a report's parts to its verdict.
#pragma once

#include <vector>

#include "harness/model/event.h"
#include "harness/model/records.h"
#include "harness/model/report.h"

namespace squall {

/// Sets status, verdict, exit code and reasons from the other parts of `report` and the events.
/// The precedence is that of the exit codes in README.md; every reason that applies is listed, the
/// one that decided first.
void judge(Report& report, const std::vector<TimedEvent>& events, const RecordsCondition& records);

}  // namespace squall

// From a comparison's metrics to its verdict.
#pragma once

#include "harness/model/run_comparison.h"

namespace squall {

/// Sets verdict, exit code and reasons, and adds to the notes; see compare().
void judge(RunComparison& comparison);

/// "p99(response_time) in node-killed: 120 ms to 180 ms, 50 % more"
std::string change_text(const MetricComparison& metric);

}  // namespace squall

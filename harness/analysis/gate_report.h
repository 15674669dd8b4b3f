// The steps by which a GateReport is filled in.
#pragma once

#include <string>

#include "harness/analysis/evaluate.h"
#include "harness/analysis/gate_values.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"

namespace squall {

GateReport start_report(const Gate& gate, const std::string& phase);

/// What the gate gets when its condition does not hold: a failure, or by its severity a warning.
CheckVerdict not_met(const Gate& gate);

void set_seen(GateReport& report, const Evaluated& seen);
void conclude(GateReport& report, CheckVerdict verdict, std::string reason = {});

/// "93.1 % is not >= 99 %"
std::string shortfall(const GateReport& report);

/// Why a condition that cannot be evaluated has no value. `values` are those that `lookup` rests
/// on.
std::string why_no_value(const Condition& condition, const MetricLookup& lookup,
                         const GateValues& values);

}  // namespace squall

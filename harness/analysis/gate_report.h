// The steps by which a GateReport is filled in.
#pragma once

#include <optional>
#include <string>

#include "harness/analysis/evaluate.h"
#include "harness/analysis/gate_values.h"
#include "harness/analysis/machine.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"

namespace squall {

GateReport start_report(const Gate& gate, const std::string& phase);

/// What the gate gets when its condition does not hold: a failure, or by its severity a warning.
CheckVerdict not_met(const Gate& gate);

void set_seen(GateReport& report, const Evaluated& seen);
void conclude(GateReport& report, CheckVerdict verdict, std::string reason = {});

/// Judges a gate without windows by what was seen over `length`.
void conclude_whole(GateReport& report, const Gate& gate, const Evaluated& seen,
                    Nanoseconds length);

/// A failed gate is inconclusive if others than the run had more of the processors than `rule`
/// allows: it shows the machine, unless it is on lost data, probes or nodes. `shares`: of the time
/// that it judges; none if nobody looked.
void allow_for_machine(GateReport& report, const Gate& gate, const MachineRule& rule,
                       const std::optional<ProcessorShares>& shares);

/// "93.1 % is not >= 99 %"
std::string shortfall(const GateReport& report);

/// Why a condition that cannot be evaluated has no value. `values` are those that `lookup` rests
/// on.
std::string why_no_value(const Condition& condition, const MetricLookup& lookup,
                         const GateValues& values);

}  // namespace squall

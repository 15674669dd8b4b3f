// The gates on metrics of faults, judged once for each fault.
#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/gate_report.h"
#include "harness/analysis/gate_values.h"
#include "harness/analysis/gates.h"
#include "harness/analysis/places.h"

namespace squall {

std::vector<const FaultSpan*> Gates::faults_of(const Gate& gate) const {
  std::string only;  // A gate that names its fault is judged for that one.
  for (const MetricUse* use : metrics_of(gate.condition)) {
    if (is_fault_metric(*use) && !use->arguments.empty()) only = use->arguments.front();
  }
  std::vector<const FaultSpan*> faults;
  for (const FaultSpan& fault : history_.faults) {
    if (!only.empty() && fault.report.name != only) continue;
    const bool selected =
        std::any_of(history_.phases.begin(), history_.phases.end(), [&](const PhaseSpan& phase) {
          const bool touches =
              fault.injected && *fault.injected < phase.end && fault.stretch_end > phase.start;
          return selects_span(gate, phase) && (phase.name == fault.report.phase || touches);
        });
    if (selected || gate.phase.empty()) faults.push_back(&fault);
  }
  return faults;
}

void Gates::judge_faults(const Gate& gate, const std::vector<Cells>& cells,
                         std::vector<GateReport>& reports) const {
  if (history_.no_faults) return;  // A control run: there is nothing to judge.
  const auto faults = faults_of(gate);
  for (const FaultSpan* fault : faults) {
    GateValues values = values_of(gate, cells, history_.find_phase(fault->report.phase));
    const auto alike = std::count_if(
        history_.faults.begin(), history_.faults.end(),
        [&](const FaultSpan& other) { return other.report.name == fault->report.name; });
    values.where = fault_place(history_.variant, fault->report, alike);
    GateReport& report = reports.emplace_back(judge_fault(gate, *fault, values));
    if (fault->injected) weigh(gate, *fault->injected, fault->stretch_end, report);
    if (faults.size() > 1) report.name += fmt::format(" of {}", fault->report.name);
  }
  if (!faults.empty()) return;
  GateReport& report = reports.emplace_back(start_report(gate, gate.phase));
  conclude(report, CheckVerdict::kInconclusive, "no fault that it judges was injected");
}

/// Whether the run went on undisturbed until the end of the fault's stretch.
bool Gates::is_complete(const FaultSpan& fault) const {
  return std::all_of(history_.phases.begin(), history_.phases.end(), [&](const PhaseSpan& phase) {
    return phase.complete || phase.end <= *fault.injected || phase.start >= fault.stretch_end;
  });
}

GateReport Gates::judge_fault(const Gate& gate, const FaultSpan& fault,
                              const GateValues& values) const {
  const FaultReport& seen_fault = fault.report;
  GateReport report = start_report(gate, seen_fault.phase);
  if (!fault.injected) {
    conclude(report, CheckVerdict::kInconclusive,
             fmt::format("fault {} was not injected: {}", seen_fault.name, seen_fault.failure));
    return report;
  }
  report.samples = 1;
  const bool never = seen_fault.impact && !seen_fault.time_to_recover_s;
  bool uses_recovery = false;
  const MetricLookup lookup = [&](const MetricUse& use) -> std::optional<double> {
    if (!is_fault_metric(use)) return values(use);
    if (use.metric->id == MetricId::kTimeToDetect) return seen_fault.time_to_detect_s;
    uses_recovery = true;
    const bool is_rto = use.metric->id == MetricId::kRto;
    const bool from_injection = use.metric->id == MetricId::kTimeToRecoverFromInjection || is_rto;
    // Not recovered: at least as long as it was watched.
    if (never) {
      const Nanoseconds from =
          from_injection ? *fault.injected : fault.last_heal.value_or(*fault.injected);
      return std::max(0.0, seconds(fault.stretch_end - from));
    }
    if (is_rto) return seen_fault.rto_s;
    return from_injection ? seen_fault.time_to_recover_from_injection_s
                          : seen_fault.time_to_recover_s;
  };
  const auto seen = evaluate(gate.condition, lookup);
  if (!seen) {
    conclude(report, CheckVerdict::kInconclusive, why_no_value(gate.condition, lookup, values));
    return report;
  }
  set_seen(report, *seen);
  if (never && uses_recovery) {
    report.actual.reset();
    const bool time_left = seen->holds;
    const bool cut = time_left && !is_complete(fault);
    const bool unknown = cut || (time_left && fault.followed);
    conclude(report, unknown ? CheckVerdict::kInconclusive : not_met(gate),
             seen_fault.recovery_note + (cut ? ", when the run was cut short" : ""));
  } else if (!seen->holds) {
    conclude(report, not_met(gate), shortfall(report));
  } else {
    const PhaseSpan* phase = history_.find_phase(seen_fault.phase);
    const bool cut = phase != nullptr && !phase->complete;
    conclude(report, cut ? CheckVerdict::kInconclusive : CheckVerdict::kPass,
             cut ? "the phase was cut short" : "");
  }
  return report;
}

}  // namespace squall

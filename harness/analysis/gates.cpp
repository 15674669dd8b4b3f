#include "harness/analysis/gates.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/gate_report.h"
#include "harness/analysis/gate_values.h"
#include "harness/analysis/places.h"
#include "harness/analysis/windows_seen.h"
#include "harness/model/quantity.h"

namespace squall {

bool selects_span(const Gate& gate, const PhaseSpan& span) {
  Phase phase;
  phase.name = span.name;
  phase.kind = span.kind;
  return selects(gate, phase);
}

Gates::Gates(const Scenario& scenario, const Topology& topology, const History& history,
             const Samples& samples, const ProcessorTimes& processors)
    : scenario_(scenario),
      topology_(topology),
      history_(history),
      samples_(samples),
      processors_(processors) {
  sliding_.resize(history.phases.size());
  for (std::size_t p = 0; p < history.phases.size(); ++p) {
    for (const Gate& gate : scenario.gates) {
      const bool slides = longest_window(gate.condition) > Nanoseconds{};
      if (!slides || uses_fault_metrics(gate.condition)) continue;
      if (!selects_span(gate, history.phases[p])) continue;
      sliding_[p].push_back({&gate, StepSelection(scenario, topology, gate.workload, gate.step),
                             SlidingWindows(gate.condition, history.phases[p].start)});
    }
  }
}

void Gates::add(std::size_t phase, const Attempt& attempt) {
  for (Sliding& sliding : sliding_[phase]) {
    if (sliding.selection.has(attempt)) sliding.windows.add(attempt);
  }
}

std::vector<GateReport> Gates::judge(const std::vector<Cells>& cells,
                                     const std::vector<CapacityReport>& capacities,
                                     const RunFigures& figures) const {
  std::vector<GateReport> reports;
  if (history_.phases.empty()) return reports;
  for (const Gate& gate : scenario_.gates) {
    if (uses_capacity(gate.condition)) {
      judge_capacities(gate, cells, capacities, reports);
    } else if (uses_metrics_of_run(gate.condition)) {
      reports.push_back(judge_run(gate, figures));
      weigh(gate, history_.phases.front().start, history_.phases.back().end, reports.back());
    } else if (uses_fault_metrics(gate.condition)) {
      judge_faults(gate, cells, reports);
    } else {
      judge_phases(gate, cells, reports);
    }
  }
  return reports;
}

GateValues Gates::values_of(const Gate& gate, const std::vector<Cells>& cells,
                            const PhaseSpan* phase) const {
  const auto merged = [&](const PhaseSpan& span) {
    Tally tally;
    const auto index = static_cast<std::size_t>(&span - history_.phases.data());
    for (const Cells::Cell* cell : cells[index].sorted()) {
      const StepName name = name_of(scenario_, topology_, cell->load, cell->step);
      if (name.is(gate.workload, gate.step)) tally.merge(cell->tally);
    }
    return tally;
  };
  GateValues values;
  values.samples = &samples_;
  if (history_.baseline_run) values.baseline_run = &*history_.baseline_run;
  if (phase != nullptr) {
    values.where = place(history_.variant, phase->name);
    values.start = phase->start;
    values.here = merged(*phase);
    values.length = phase->length();
  }
  const PhaseSpan* baseline = history_.baseline();
  if (baseline != nullptr && uses_baseline_phase(gate.condition)) {
    values.baseline = merged(*baseline);
    values.baseline_start = baseline->start;
    values.baseline_length = baseline->length();
  }
  return values;
}

void Gates::judge_phases(const Gate& gate, const std::vector<Cells>& cells,
                         std::vector<GateReport>& reports) const {
  const std::size_t before = reports.size();
  for (std::size_t p = 0; p < history_.phases.size(); ++p) {
    const PhaseSpan& span = history_.phases[p];
    if (!selects_span(gate, span)) continue;
    reports.push_back(judge_phase(gate, p, values_of(gate, cells, &span)));
    weigh(gate, span.start, span.end, reports.back());
  }
  if (reports.size() > before) return;
  GateReport& report = reports.emplace_back(start_report(gate, gate.phase));
  conclude(report, CheckVerdict::kInconclusive, "no phase that it judges began");
}

void Gates::weigh(const Gate& gate, Nanoseconds start, Nanoseconds end, GateReport& report) const {
  allow_for_machine(report, gate, scenario_.machine, processors_.between(start, end));
}

GateReport Gates::judge_phase(const Gate& gate, std::size_t phase, const GateValues& values) const {
  const PhaseSpan& span = history_.phases[phase];
  const Condition& condition = gate.condition;
  GateReport report = start_report(gate, span.name);
  report.samples = values.count(condition);
  if (report.samples < static_cast<std::uint64_t>(std::max(1, gate.min_samples))) {
    conclude(report, CheckVerdict::kInconclusive,
             report.samples == 0
                 ? "no samples"
                 : fmt::format("{} samples, fewer than {}", report.samples, gate.min_samples));
    if (const auto seen = evaluate(condition, values)) set_seen(report, *seen);
    return report;
  }
  if (longest_window(condition) > Nanoseconds{}) {
    judge_sliding(gate, phase, values, report);
  } else if (const auto seen = evaluate(condition, values); !seen) {
    conclude(report, CheckVerdict::kInconclusive, why_no_value(condition, values, values));
  } else {
    conclude_whole(report, gate, *seen, span.length());
  }
  if (!span.complete && report.verdict == CheckVerdict::kPass) {
    conclude(report, CheckVerdict::kInconclusive, "the phase was cut short");
  }
  return report;
}

void Gates::judge_sliding(const Gate& gate, std::size_t phase, const GateValues& values,
                          GateReport& report) const {
  const auto sliding =
      std::find_if(sliding_[phase].begin(), sliding_[phase].end(),
                   [&](const Sliding& candidate) { return candidate.gate == &gate; });
  WindowsSeen windows(gate.condition.comparison);
  sliding->windows.evaluate_all(
      history_.phases[phase].end, values,
      [&](Nanoseconds end, const std::optional<Evaluated>& seen) { windows.add(end, seen); });
  if (!windows.worst()) {
    conclude(report, CheckVerdict::kInconclusive,
             windows.without_value() == 0 ? "the phase is shorter than the window"
                                          : why_no_value(gate.condition, values, values));
    return;
  }
  set_seen(report, *windows.worst());
  report.worst_at_s = seconds(windows.worst_at());
  if (gate.condition.hold_for) {
    const Nanoseconds wanted = *gate.condition.hold_for;
    const Stretch& longest = windows.longest();
    if (longest.worst && longest.length() >= wanted) {
      set_seen(report, *longest.worst);
      report.worst_at_s.reset();
      conclude(report, CheckVerdict::kPass);
    } else {
      conclude(report, not_met(gate),
               fmt::format("it held for {} at most, not for {}",
                           format_quantity(seconds(longest.length()), Dimension::kTime),
                           format_quantity(seconds(wanted), Dimension::kTime)));
    }
  } else if (!windows.worst()->holds) {
    conclude(report, not_met(gate), shortfall(report));
  } else if (windows.without_value() > 0) {
    conclude(report, CheckVerdict::kInconclusive,
             fmt::format("{} windows without samples", windows.without_value()));
  } else {
    conclude(report, CheckVerdict::kPass);
  }
}

}  // namespace squall

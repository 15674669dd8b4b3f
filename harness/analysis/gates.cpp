#include "harness/analysis/gates.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/quantity.h"

namespace squall {
namespace {

bool selects_phase(const Gate& gate, const PhaseSpan& phase) {
  Phase planned;
  planned.name = phase.name;
  planned.kind = phase.kind;
  return selects(gate, planned);
}

bool is_fault_metric(const MetricUse& use) {
  return use.metric->argument == MetricArgument::kFault;
}

bool uses_faults(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(),
                     [](const MetricUse* use) { return is_fault_metric(*use); });
}

/// The verdict of a gate that is not met.
CheckVerdict not_met(const Gate& gate) {
  return gate.severity == Gate::Severity::kWarn ? CheckVerdict::kWarn : CheckVerdict::kFail;
}

GateReport start_report(const Gate& gate, const std::string& phase) {
  GateReport report;
  report.name = gate.name;
  report.expr = gate.condition.text;
  report.phase = phase;
  report.severity = gate.severity;
  report.dimension = gate.condition.left.dimension;
  report.comparison = symbol(gate.condition.comparison);
  return report;
}

void conclude(GateReport& report, CheckVerdict verdict, std::string reason = {}) {
  report.verdict = verdict;
  report.reason = std::move(reason);
}

/// "93.1 % is not >= 99 %"
std::string shortfall(const GateReport& report) {
  return fmt::format("{} is not {} {}", format_quantity(*report.actual, report.dimension),
                     report.comparison, format_quantity(*report.limit, report.dimension));
}

std::string why_no_value(const Condition& condition, const MetricLookup& lookup) {
  for (const MetricUse* use : metrics_of(condition)) {
    if (lookup(*use)) continue;
    if (use->scope == MetricUse::Scope::kBaselineRun) return "no baseline run to compare with";
    if (use->scope == MetricUse::Scope::kBaselinePhase) return "no baseline phase to compare with";
    if (use->metric->id == MetricId::kTimeToDetect) return "no client saw a failure";
    return fmt::format("no samples for {}", use->metric->name);
  }
  return "a division by zero";
}

void set_seen(GateReport& report, const Evaluated& seen) {
  report.actual = seen.left;
  report.limit = seen.right;
}

/// Evaluations in a row that held.
struct Stretch {
  Nanoseconds start{}, end{};
  std::optional<Evaluated> worst;

  Nanoseconds length() const { return end - start; }
};

/// What was seen over all the windows of a phase.
class WindowsSeen {
 public:
  explicit WindowsSeen(Comparison comparison) : comparison_(comparison) {}

  void add(Nanoseconds end, const std::optional<Evaluated>& seen) {
    if (!seen) {
      ++without_value_;
    } else if (is_worse(*seen, worst_)) {
      worst_ = seen;
      worst_at_ = end;
    }
    if (!seen || !seen->holds) {
      current_ = {};
      return;
    }
    if (!current_.worst) current_.start = end;
    current_.end = end;
    if (is_worse(*seen, current_.worst)) current_.worst = seen;
    if (!longest_.worst || current_.length() >= longest_.length()) longest_ = current_;
  }

  const std::optional<Evaluated>& worst() const { return worst_; }
  Nanoseconds worst_at() const { return worst_at_; }
  std::size_t without_value() const { return without_value_; }
  const Stretch& longest() const { return longest_; }

 private:
  bool is_worse(const Evaluated& seen, const std::optional<Evaluated>& than) const {
    return !than || seen.margin(comparison_) < than->margin(comparison_);
  }

  Comparison comparison_;
  std::optional<Evaluated> worst_;
  Nanoseconds worst_at_{};
  std::size_t without_value_ = 0;
  Stretch current_, longest_;
};

}  // namespace

/// The values of a gate's metrics over one phase: its own, and the baseline phase's.
struct Gates::Values {
  Tally here, baseline;
  Nanoseconds length{}, baseline_length{};

  static Tally merged(const Gates& gates, const Gate& gate, const Cells& cells) {
    Tally tally;
    for (const Cells::Cell* cell : cells.sorted()) {
      const StepName name = name_of(gates.scenario_, gates.topology_, cell->load, cell->step);
      if (name.is_selected_by(gate)) tally.merge(cell->tally);
    }
    return tally;
  }

  Values(const Gates& gates, const Gate& gate, const std::vector<Cells>& cells,
         const PhaseSpan* phase) {
    const std::vector<PhaseSpan>& phases = gates.history_.phases;
    const auto fill = [&](const PhaseSpan* span, Tally& tally, Nanoseconds& span_length) {
      if (span == nullptr) return;
      tally = merged(gates, gate, cells[static_cast<std::size_t>(span - phases.data())]);
      span_length = span->length();
    };
    fill(phase, here, length);
    const auto uses = metrics_of(gate.condition);
    if (std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
          return use->scope == MetricUse::Scope::kBaselinePhase;
        })) {
      fill(gates.history_.baseline(), baseline, baseline_length);
    }
  }

  std::optional<double> operator()(const MetricUse& use) const {
    if (use.scope == MetricUse::Scope::kHere) return here.value(use, length);
    if (use.scope == MetricUse::Scope::kBaselineRun || baseline_length == Nanoseconds{}) {
      return std::nullopt;
    }
    return baseline.value(use, baseline_length);
  }
};

Gates::Gates(const Scenario& scenario, const Topology& topology, const History& history)
    : scenario_(scenario), topology_(topology), history_(history) {
  sliding_.resize(history.phases.size());
  for (std::size_t p = 0; p < history.phases.size(); ++p) {
    for (const Gate& gate : scenario.gates) {
      if (longest_window(gate.condition) == Nanoseconds{} || uses_faults(gate.condition)) continue;
      if (!selects_phase(gate, history.phases[p])) continue;
      Sliding sliding{&gate, {}, SlidingWindows(gate.condition, history.phases[p].start)};
      for (std::size_t load = 0; load < scenario.loads.size(); ++load) {
        const Workload* workload = topology.find_workload(scenario.loads[load].workload);
        std::vector<bool>& steps = sliding.selected.emplace_back();
        for (std::size_t step = 0; workload != nullptr && step < workload->steps.size(); ++step) {
          const StepName name = name_of(scenario, topology, static_cast<std::uint8_t>(load),
                                        static_cast<std::uint8_t>(step));
          steps.push_back(name.is_selected_by(gate));
        }
      }
      sliding_[p].push_back(std::move(sliding));
    }
  }
}

bool Gates::Sliding::selects(const Attempt& attempt) const {
  if (gate->workload.empty() && gate->step.empty()) return true;
  return attempt.load < selected.size() && attempt.step < selected[attempt.load].size() &&
         selected[attempt.load][attempt.step];
}

void Gates::add(std::size_t phase, const Attempt& attempt) {
  for (Sliding& sliding : sliding_[phase]) {
    if (sliding.selects(attempt)) sliding.windows.add(attempt);
  }
}

std::vector<GateReport> Gates::judge(const std::vector<Cells>& cells) const {
  std::vector<GateReport> reports;
  if (history_.phases.empty()) return reports;
  for (const Gate& gate : scenario_.gates) {
    if (uses_faults(gate.condition)) {
      judge_faults(gate, cells, reports);
    } else {
      judge_phases(gate, cells, reports);
    }
  }
  return reports;
}

void Gates::judge_phases(const Gate& gate, const std::vector<Cells>& cells,
                         std::vector<GateReport>& reports) const {
  const std::size_t before = reports.size();
  for (std::size_t p = 0; p < history_.phases.size(); ++p) {
    if (!selects_phase(gate, history_.phases[p])) continue;
    reports.push_back(judge_phase(gate, p, Values(*this, gate, cells, &history_.phases[p])));
  }
  if (reports.size() > before) return;
  GateReport& report = reports.emplace_back(start_report(gate, gate.phase));
  conclude(report, CheckVerdict::kInconclusive, "no phase that it judges began");
}

GateReport Gates::judge_phase(const Gate& gate, std::size_t phase, const Values& values) const {
  const PhaseSpan& span = history_.phases[phase];
  const Condition& condition = gate.condition;
  GateReport report = start_report(gate, span.name);
  report.samples = values.here.operations;
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
    conclude(report, CheckVerdict::kInconclusive, why_no_value(condition, values));
  } else {
    set_seen(report, *seen);
    if (!seen->holds) {
      conclude(report, not_met(gate), shortfall(report));
    } else if (span.length() < condition.hold_for.value_or(Nanoseconds{})) {
      conclude(report, CheckVerdict::kInconclusive, "the phase is shorter than `for`");
    } else {
      conclude(report, CheckVerdict::kPass);
    }
  }
  if (!span.complete && report.verdict == CheckVerdict::kPass) {
    conclude(report, CheckVerdict::kInconclusive, "the phase was cut short");
  }
  return report;
}

void Gates::judge_sliding(const Gate& gate, std::size_t phase, const Values& values,
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
                                          : why_no_value(gate.condition, values));
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
          return selects_phase(gate, phase) && (phase.name == fault.report.phase || touches);
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
    const Values values(*this, gate, cells, history_.find_phase(fault->report.phase));
    reports.push_back(judge_fault(gate, *fault, values));
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
                              const Values& values) const {
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
    const bool from_injection = use.metric->id == MetricId::kTimeToRecoverFromInjection;
    // Not recovered: at least as long as it was watched.
    if (never) {
      const Nanoseconds from =
          from_injection ? *fault.injected : fault.last_heal.value_or(*fault.injected);
      return std::max(0.0, seconds(fault.stretch_end - from));
    }
    return from_injection ? seen_fault.time_to_recover_from_injection_s
                          : seen_fault.time_to_recover_s;
  };
  const auto seen = evaluate(gate.condition, lookup);
  if (!seen) {
    conclude(report, CheckVerdict::kInconclusive, why_no_value(gate.condition, lookup));
    return report;
  }
  set_seen(report, *seen);
  if (never && uses_recovery) {
    report.actual.reset();
    const bool cut = !is_complete(fault) && seen->holds;
    conclude(report, cut ? CheckVerdict::kInconclusive : not_met(gate),
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

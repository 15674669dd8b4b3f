#include "harness/analysis/history.h"

#include <algorithm>

#include "harness/analysis/backends.h"
#include "harness/analysis/spans.h"

namespace squall {
namespace {

const Phase* find_planned(const Scenario& scenario, std::string_view name) {
  for (const Phase& phase : scenario.phases) {
    if (phase.name == name) return &phase;
  }
  return nullptr;
}

/// Collects phases and faults, event by event.
class HistoryReader {
 public:
  explicit HistoryReader(const Scenario& scenario) : scenario_(scenario) {}

  void read(const TimedEvent& event) {
    at_ = event.at;
    history_.last_event = std::max(history_.last_event, at_);
    std::visit([this](const auto& kind) { on(kind); }, event.event);
  }

  History finish() {
    end_phases();
    for (FaultSpan& fault : history_.faults) {
      if (!fault.injected && fault.report.failure.empty()) {
        fault.report.failure = "the run ended before its time came";
      }
    }
    add_missing_faults();
    group_faults();
    for (FaultSpan& fault : history_.faults) {
      if (!fault.injected) continue;
      fault.report.detected_by =
          detections(fault.report, *fault.injected, fault.stretch_end, backend_changes_);
    }
    return std::move(history_);
  }

 private:
  template <typename Other>
  void on(const Other&) {}

  void on(const RunStarted& event) { history_.no_faults = event.no_faults; }
  void on(const RunEnded&) { history_.ended = true; }
  void on(const VariantStarted& event) { history_.variant = event.variant; }
  void on(const VariantEnded&) { history_.ended = true; }
  void on(const BaselineGiven& event) { history_.baseline_run = event; }
  void on(const RoleLineSeen& event) { history_.of_roles.push_back({at_, event}); }
  void on(const RoleLogRead& event) { history_.of_roles.push_back({at_, event}); }
  void on(const NodeChanged& event) { history_.of_roles.push_back({at_, event}); }

  void on(const PhaseStarted& event) {
    PhaseSpan phase;
    phase.name = event.phase;
    phase.start = at_;
    phase.end = Nanoseconds::max();
    if (const Phase* planned = find_planned(scenario_, event.phase)) phase.kind = planned->kind;
    history_.phases.push_back(std::move(phase));
  }

  void on(const PhaseEnded& event) {
    for (PhaseSpan& phase : history_.phases) {
      if (phase.name != event.phase) continue;
      phase.end = at_;
      phase.end_reason = event.reason;
      phase.complete = event.complete;
    }
  }

  void on(const FaultInjecting& event) {
    FaultReport report;
    report.name = event.fault;
    report.kind = event.kind;
    report.target = event.target;
    report.phase = event.phase;
    report.nodes = event.nodes;
    report.planned_at_s = seconds(event.planned);
    history_.faults.push_back({std::move(report), {}, {}, {}, {}});
  }

  void on(const FaultInjected& event) {
    FaultSpan& fault = find_fault(event.fault);
    fault.injected = at_;
    fault.report.injected_at_s = seconds(at_);
    fault.report.injected_detail = event.detail;
  }

  void on(const FaultEvidence& event) {
    FaultReport& report = find_fault(event.fault).report;
    report.evidence_confirmed = event.confirmed;
    report.evidence = event.what;
  }

  void on(const FaultHealed& event) {
    FaultSpan& fault = find_fault(event.fault);
    fault.report.heal_ok = event.ok;
    fault.report.healed_detail = event.detail;
    if (!event.ok) return;
    fault.healed = at_;
    fault.report.healed_at_s = seconds(at_);
  }

  void on(const FaultLogged& event) {
    find_fault(event.fault)
        .report.logs.push_back({event.node, event.during, event.after, event.other_bytes});
  }

  void on(const BackendChanged& event) { backend_changes_.push_back({at_, event}); }

  void on(const FaultFailed& event) { find_fault(event.fault).report.failure = event.reason; }

  /// The newest fault of that name: a session may inject one again.
  FaultSpan& find_fault(const std::string& name) {
    std::vector<FaultSpan>& faults = history_.faults;
    for (auto fault = faults.rbegin(); fault != faults.rend(); ++fault) {
      if (fault->report.name == name) return *fault;
    }
    faults.push_back(planned_fault(name));
    return faults.back();
  }

  FaultSpan planned_fault(const std::string& name) const {
    FaultSpan fault;
    fault.report.name = name;
    for (const Phase& phase : scenario_.phases) {
      for (const FaultSpec& spec : phase.faults) {
        if (spec.name != name) continue;
        fault.report.kind = spec.kind;
        fault.report.target = spec.target;
        fault.report.phase = phase.name;
      }
    }
    return fault;
  }

  void end_phases() {
    std::vector<PhaseSpan>& phases = history_.phases;
    for (std::size_t i = 0; i < phases.size(); ++i) {
      PhaseSpan& phase = phases[i];
      if (i + 1 < phases.size()) {
        phase.end = phases[i + 1].start;
      } else if (phase.end == Nanoseconds::max()) {
        const Phase* planned = find_planned(scenario_, phase.name);
        const Nanoseconds length =
            planned == nullptr ? Nanoseconds{} : planned->duration.value_or(planned->timeout);
        phase.end = std::max(history_.last_event, phase.start + length);
        phase.end_reason = "the journal has no end";
      }
    }
  }

  /// Faults that should have been injected in phases that began.
  void add_missing_faults() {
    for (const Phase& phase : scenario_.phases) {
      if (history_.no_faults || history_.find_phase(phase.name) == nullptr) continue;
      for (const FaultSpec& spec : phase.faults) {
        const bool seen = std::any_of(
            history_.faults.begin(), history_.faults.end(), [&](const FaultSpan& fault) {
              return fault.report.name == spec.name && fault.report.phase == phase.name;
            });
        if (seen || !spec.enabled) continue;
        FaultSpan& fault = history_.faults.emplace_back(planned_fault(spec.name));
        fault.report.phase = phase.name;
        fault.report.failure = "the phase ended before its time came";
      }
    }
  }

  void group_faults() {
    std::vector<FaultSpan>& faults = history_.faults;
    std::stable_sort(faults.begin(), faults.end(), [](const FaultSpan& a, const FaultSpan& b) {
      return a.injected.value_or(Nanoseconds::max()) < b.injected.value_or(Nanoseconds::max());
    });
    const Nanoseconds end = history_.phases.empty() ? Nanoseconds{} : history_.phases.back().end;
    for (std::size_t first = 0; first < faults.size() && faults[first].injected;) {
      std::optional<Nanoseconds> heal = faults[first].healed;
      std::size_t next = first + 1;
      while (next < faults.size() && faults[next].injected &&
             (!heal || *faults[next].injected < *heal)) {
        const auto& healed = faults[next++].healed;
        heal = heal && healed ? std::optional(std::max(*heal, *healed)) : std::nullopt;
      }
      const bool last = next == faults.size() || !faults[next].injected;
      for (; first < next; ++first) {
        faults[first].last_heal = heal;
        faults[first].stretch_end = last ? end : *faults[next].injected;
        faults[first].followed = !last;
      }
    }
  }

  const Scenario& scenario_;
  History history_;
  std::vector<TimedBackendChange> backend_changes_;
  Nanoseconds at_{};
};

}  // namespace

History read_history(const Scenario& scenario, const std::vector<TimedEvent>& events) {
  HistoryReader reader(scenario);
  for (const TimedEvent& event : events) reader.read(event);
  return reader.finish();
}

int History::phase_at(Nanoseconds time) const {
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (time >= phases[i].start && time < phases[i].end) return static_cast<int>(i);
  }
  return -1;
}

const PhaseSpan* History::find_phase(std::string_view name) const {
  for (const PhaseSpan& phase : phases) {
    if (phase.name == name) return &phase;
  }
  return nullptr;
}

const PhaseSpan* History::baseline() const {
  for (const PhaseSpan& phase : phases) {
    if (phase.kind == PhaseKind::kBaseline) return &phase;
  }
  return nullptr;
}

void History::cut(Nanoseconds last_seen) {
  if (phases.empty()) return;
  PhaseSpan& last = phases.back();
  const Nanoseconds end = std::max(last.start, std::min(last.end, last_seen));
  for (FaultSpan& fault : faults) fault.stretch_end = std::min(fault.stretch_end, end);
  last.end = end;
}

std::vector<NodeSpan> node_spans(const std::vector<TimedEvent>& events, Nanoseconds end) {
  std::vector<NodeSpan> spans;
  for (const TimedEvent& event : events) {
    const auto* change = std::get_if<NodeChanged>(&event.event);
    if (change == nullptr) continue;
    const auto same = [&](const NodeSpan& span) { return span.node == change->node; };
    end_newest(spans, same, event.at);
    spans.push_back({change->node, change->state, seconds(event.at), seconds(end)});
  }
  return spans;
}

}  // namespace squall

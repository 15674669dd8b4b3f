#include "harness/analysis/round.h"

#include <algorithm>
#include <utility>

#include "harness/analysis/losses.h"
#include "harness/analysis/sample_reports.h"

namespace squall {
namespace {

Scenario with_gates_of(Scenario scenario, const std::string& variant) {
  std::erase_if(scenario.gates,
                [&](const Gate& gate) { return !gate.variant.empty() && gate.variant != variant; });
  return scenario;
}

std::optional<double> longer(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::max(a, b) : a ? a : b;
}

bool is_complete(const std::vector<TimedEvent>& events) {
  return std::any_of(events.begin(), events.end(), [](const TimedEvent& event) {
    const auto* ended = std::get_if<VariantEnded>(&event.event);
    return ended != nullptr && ended->complete;
  });
}

/// What the faults did, all together.
void add_faults(VariantReport& variant, const std::vector<FaultSpan>& faults) {
  bool recovered = true;
  for (const FaultSpan& fault : faults) {
    if (!fault.injected) continue;
    ++variant.faults;
    variant.impact = variant.impact || fault.report.impact;
    variant.time_to_detect_s = longer(variant.time_to_detect_s, fault.report.time_to_detect_s);
    recovered = recovered && fault.report.time_to_recover_s.has_value();
    variant.time_to_recover_s = longer(variant.time_to_recover_s, fault.report.time_to_recover_s);
  }
  if (!recovered) variant.time_to_recover_s.reset();
}

}  // namespace

std::vector<RoundEvents> split_by_variant(const std::vector<TimedEvent>& events) {
  std::vector<RoundEvents> rounds(1);
  std::vector<TimedEvent> common;
  bool first = true;
  for (const TimedEvent& event : events) {
    if (const auto* started = std::get_if<VariantStarted>(&event.event)) {
      if (std::exchange(first, false)) {
        common = std::move(rounds.front().events);
      } else {
        rounds.emplace_back();
      }
      rounds.back() = {started->variant, static_cast<std::size_t>(started->index), common};
    }
    rounds.back().events.push_back(event);
  }
  return rounds;
}

Round::Round(const Scenario& scenario, const Topology& topology, const RoundEvents& events)
    : variant_(events.variant),
      index_(events.index),
      complete_(is_complete(events.events)),
      scenario_(with_gates_of(scenario, events.variant)),
      topology_(topology),
      history_(read_history(scenario_, events.events)),
      cells_(history_.phases.size()),
      timeline_(history_.phases),
      stalls_(history_.phases),
      capacities_(scenario_, events.events),
      impact_(scenario_.recovery, history_),
      samples_(events.events),
      processors_(events.events),
      gates_(scenario_, topology, history_, samples_, processors_),
      budgets_(scenario_, topology, history_),
      checkers_(scenario_, topology, history_) {}

void Round::add(const Attempt& attempt) {
  if (checkers_.any()) checkers_.add(attempt);
  if (attempt.purpose != Purpose::kLoad) return;
  const Nanoseconds end = attempt.intended + attempt.end;
  last_seen_ = std::max(last_seen_, end);
  stalls_.add(attempt);
  const int ended_in = history_.phase_at(end);
  if (ended_in >= 0) timeline_.add_ended(static_cast<std::size_t>(ended_in), attempt);
  const int due_in = history_.phase_at(attempt.intended);
  if (due_in >= 0) {
    cells_[static_cast<std::size_t>(due_in)].add(attempt);
    timeline_.add_due(static_cast<std::size_t>(due_in), attempt);
  }
  if (counts_in_metrics(attempt)) judge(attempt, due_in);
}

void Round::judge(const Attempt& attempt, int due_in) {
  impact_.add(attempt);
  capacities_.add(attempt);
  if (due_in < 0) return;
  const auto phase = static_cast<std::size_t>(due_in);
  gates_.add(phase, attempt);
  budgets_.add(phase, attempt);
}

void Round::finish(Report& report, Histogram& late, const RecordsCondition& records) {
  std::vector<CheckerReport> checkers = checkers_.finish(records, history_.ended);
  if (!history_.ended) history_.cut(std::max(history_.last_event, last_seen_));
  impact_.finish(history_);
  RunFigures figures = figures_of_run(checkers);
  for (CheckerReport& checker : checkers) {
    checker.variant = variant_;
    report.checkers.push_back(std::move(checker));
  }
  for (std::size_t phase = 0; phase < history_.phases.size(); ++phase) {
    add_phase(report, phase, late);
  }
  for (const FaultSpan& fault : history_.faults) {
    report.faults.push_back(fault.report);
    report.faults.back().variant = variant_;
  }
  const std::vector<CapacityReport> searches = capacities_.reports();
  report.capacities.insert(report.capacities.end(), searches.begin(), searches.end());
  std::vector<GateReport> gates = gates_.judge(cells_, searches, figures);
  for (GateReport& gate : gates) gate.variant = variant_;
  report.gates.insert(report.gates.end(), gates.begin(), gates.end());
  report.slos.insert(report.slos.end(), figures.slos.begin(), figures.slos.end());
  for (ProbeReport& probe : probe_reports(scenario_, samples_)) {
    probe.variant = variant_;
    report.probes.push_back(std::move(probe));
  }
  const std::vector<TimelineWindow> windows = timeline_.windows(history_.phases);
  report.timeline.insert(report.timeline.end(), windows.begin(), windows.end());
  const std::vector<StallReport> stalls = stalls_.find(history_.phases);
  report.stalls.insert(report.stalls.end(), stalls.begin(), stalls.end());
  if (!variant_.empty()) report.variants.push_back(summary(gates));
}

RunFigures Round::figures_of_run(std::vector<CheckerReport>& checkers) {
  const RecoveryPoint point = add_losses(history_, checkers);
  RunFigures figures;
  figures.rpo_s = point.longest_s;
  figures.rpo_doubt = point.doubt;
  figures.acknowledged = point.acknowledged;
  figures.slos = budgets_.reports(history_);
  figures.complete = std::all_of(history_.phases.begin(), history_.phases.end(),
                                 [](const PhaseSpan& phase) { return phase.complete; });
  return figures;
}

void Round::add_phase(Report& report, std::size_t index, Histogram& late) const {
  const PhaseSpan& span = history_.phases[index];
  PhaseReport& phase = report.phases.emplace_back();
  phase.name = span.name;
  phase.variant = variant_;
  phase.kind = span.kind;
  phase.start_s = seconds(span.start);
  phase.end_s = seconds(span.end);
  phase.end_reason = span.end_reason;
  phase.complete = span.complete;
  for (const Cells::Cell* cell : cells_[index].sorted()) {
    StepName name = name_of(scenario_, topology_, cell->load, cell->step);
    phase.steps.push_back({std::move(name.load), std::move(name.workload), std::move(name.step),
                           figures_of(cell->tally, span.length())});
  }
  const Tally all = all_of(index);
  phase.figures = figures_of(all, span.length());
  phase.late_start_ms = summary_ms(all.late);
  phase.curve = curve_of(all);
  if (const auto shares = processors_.between(span.start, span.end)) {
    phase.others_share = shares->others;
  }
  late.merge(all.late);
  report.generator.dropped += all.generator_drops;
}

VariantReport Round::summary(const std::vector<GateReport>& gates) const {
  VariantReport variant;
  variant.name = variant_;
  variant.complete = complete_;
  if (index_ < scenario_.variants.size()) variant.settings = scenario_.variants[index_].settings;
  const std::vector<PhaseSpan>& phases = history_.phases;
  if (!phases.empty()) {
    variant.start_s = seconds(phases.front().start);
    variant.end_s = seconds(phases.back().end);
  }
  const bool broken = std::any_of(phases.begin(), phases.end(), [](const PhaseSpan& phase) {
    return phase.kind == PhaseKind::kFault;
  });
  Tally tally;
  Nanoseconds length{};
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const PhaseKind kind = phases[i].kind;
    if (broken ? kind != PhaseKind::kFault : kind == PhaseKind::kWarmup) continue;
    variant.phases.push_back(phases[i].name);
    tally.merge(all_of(i));
    length += phases[i].length();
  }
  variant.figures = figures_of(tally, length);
  add_faults(variant, history_.faults);
  for (const GateReport& gate : gates) ++variant.gates[static_cast<std::size_t>(gate.verdict)];
  return variant;
}

Tally Round::all_of(std::size_t phase) const {
  Tally all;
  for (const Cells::Cell* cell : cells_[phase].sorted()) all.merge(cell->tally);
  return all;
}

}  // namespace squall

#include "harness/analysis/analysis.h"

#include <algorithm>
#include <utility>

#include "harness/analysis/capacities.h"
#include "harness/analysis/cells.h"
#include "harness/analysis/gates.h"
#include "harness/analysis/history.h"
#include "harness/analysis/impact.h"
#include "harness/analysis/stalls.h"
#include "harness/analysis/timeline.h"
#include "harness/analysis/verdict.h"

namespace squall {

/// Everything that is folded; the parts do not know one another.
struct Analysis::State {
  State(const Scenario& in_scenario, const Topology& in_topology, std::vector<TimedEvent> in_events)
      : scenario(in_scenario),
        topology(in_topology),
        events(std::move(in_events)),
        history(read_history(scenario, events)),
        cells(history.phases.size()),
        timeline(history.phases),
        stalls(history.phases),
        capacities(scenario, events),
        impact(scenario.recovery, history),
        gates(scenario, topology, history) {}

  void add(const Attempt& attempt);
  void copy_events(Report& report) const;
  void fill_phases(Report& report) const;
  std::optional<double> baseline_value(const MetricUse& use) const;

  const Scenario& scenario;
  const Topology& topology;
  const std::vector<TimedEvent> events;
  History history;
  std::vector<Cells> cells;  ///< By phase.
  Timeline timeline;
  Stalls stalls;
  Capacities capacities;
  Impact impact;
  Gates gates;
  Nanoseconds last_seen{};
};

Analysis::Analysis(const Scenario& scenario, const Topology& topology,
                   std::vector<TimedEvent> events)
    : state_(std::make_unique<State>(scenario, topology, std::move(events))) {}

Analysis::~Analysis() = default;

void Analysis::add(std::span<const Attempt> attempts) {
  for (const Attempt& attempt : attempts) {
    if (attempt.purpose == Purpose::kLoad) state_->add(attempt);
  }
}

void Analysis::State::add(const Attempt& attempt) {
  const Nanoseconds end = attempt.intended + attempt.end;
  last_seen = std::max(last_seen, end);
  impact.add(attempt);
  stalls.add(attempt);
  capacities.add(attempt);
  const int ended_in = history.phase_at(end);
  if (ended_in >= 0) timeline.add_ended(static_cast<std::size_t>(ended_in), attempt);
  const int due_in = history.phase_at(attempt.intended);
  if (due_in < 0) return;
  const auto phase = static_cast<std::size_t>(due_in);
  cells[phase].add(attempt);
  timeline.add_due(phase, attempt);
  gates.add(phase, attempt);
}

Report Analysis::finish(const RecordsCondition& records) {
  State& state = *state_;
  History& history = state.history;
  if (!history.ended) history.cut(std::max(history.last_event, state.last_seen));
  state.impact.finish(history, [&](const MetricUse& use) { return state.baseline_value(use); });

  Report report;
  state.copy_events(report);
  state.fill_phases(report);
  for (const FaultSpan& fault : history.faults) report.faults.push_back(fault.report);
  report.capacities = state.capacities.reports();
  report.gates = state.gates.judge(state.cells, report.capacities);
  report.timeline = state.timeline.windows(history.phases);
  report.stalls = state.stalls.find(history.phases);
  const Nanoseconds end =
      history.ended ? history.last_event : std::max(history.last_event, state.last_seen);
  report.duration_s = seconds(end);
  report.nodes = node_spans(state.events, end);
  for (const CheckerSpec& checker : state.scenario.checkers) {
    report.checkers.push_back(
        {checker.name, checker.kind, CheckVerdict::kInconclusive, {}, {"no such checker yet"}});
  }
  judge(report, state.events, records);
  return report;
}

void Analysis::State::fill_phases(Report& report) const {
  Histogram late;
  for (std::size_t p = 0; p < history.phases.size(); ++p) {
    const PhaseSpan& span = history.phases[p];
    PhaseReport& phase = report.phases.emplace_back();
    phase.name = span.name;
    phase.kind = span.kind;
    phase.start_s = seconds(span.start);
    phase.end_s = seconds(span.end);
    phase.end_reason = span.end_reason;
    phase.complete = span.complete;
    Tally all;
    for (const Cells::Cell* cell : cells[p].sorted()) {
      StepName name = name_of(scenario, topology, cell->load, cell->step);
      phase.steps.push_back({std::move(name.load), std::move(name.workload), std::move(name.step),
                             figures_of(cell->tally, span.length())});
      all.merge(cell->tally);
    }
    phase.figures = figures_of(all, span.length());
    late.merge(all.late);
    report.generator.dropped += all.generator_drops;
  }
  report.generator.late_start_ms = summary_ms(late);
}

std::optional<double> Analysis::State::baseline_value(const MetricUse& use) const {
  const PhaseSpan* baseline = history.baseline();
  if (use.scope != MetricUse::Scope::kBaselinePhase || baseline == nullptr) return std::nullopt;
  Tally all;
  const auto phase = static_cast<std::size_t>(baseline - history.phases.data());
  for (const Cells::Cell* cell : cells[phase].sorted()) all.merge(cell->tally);
  return all.value(use, baseline->length());
}

void Analysis::State::copy_events(Report& report) const {
  report.title = scenario.title;
  for (const TimedEvent& event : events) {
    const double at_s = seconds(event.at);
    if (const auto* started = std::get_if<RunStarted>(&event.event)) {
      report.squall_version = started->version;
      report.started_at = started->started_at;
      report.seed = started->seed;
      report.scenario_file = started->scenario_file;
      report.scenario_hash = started->scenario_hash;
      report.command_line = started->command_line;
      report.host_os = started->host_os;
      report.host_cpu = started->host_cpu;
      report.host_cores = started->host_cores;
      report.host_memory_bytes = started->host_memory_bytes;
    } else if (const auto* topology_is = std::get_if<TopologyResolved>(&event.event)) {
      report.topology = *topology_is;
    } else if (const auto* checked = std::get_if<HypothesisChecked>(&event.event)) {
      report.hypotheses.push_back({checked->hypothesis, checked->when, checked->expected,
                                   checked->actual, at_s, checked->met});
    } else if (const auto* example = std::get_if<FailureExample>(&event.event)) {
      report.examples.emplace_back(at_s, *example);
    } else if (const auto* warning = std::get_if<Warned>(&event.event)) {
      report.warnings.emplace_back(at_s, warning->what);
    } else if (const auto* cleaned = std::get_if<CleanedUp>(&event.event)) {
      report.residue = cleaned->residue;
      report.cleanup_checked = true;
    }
  }
}

}  // namespace squall

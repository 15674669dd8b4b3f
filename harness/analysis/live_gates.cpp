#include "harness/analysis/live_gates.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/gate_report.h"
#include "harness/analysis/gate_values.h"

namespace squall {
namespace {

bool is_of_operations(const Gate& gate) {
  const auto uses = metrics_of(gate.condition);
  const bool plain = std::all_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->scope == MetricUse::Scope::kHere && !is_sampled(*use->metric);
  });
  return plain && !uses_fault_metrics(gate.condition) && !uses_metrics_of_run(gate.condition) &&
         !uses_capacity(gate.condition) && longest_window(gate.condition) == Nanoseconds{};
}

// Of several phases the worst is shown.
int badness(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kFail:
      return 3;
    case CheckVerdict::kWarn:
      return 2;
    case CheckVerdict::kPass:
      return 1;
    case CheckVerdict::kInconclusive:
      return 0;
  }
  return 0;
}

}  // namespace

LiveGates::LiveGates(const Scenario& scenario, const Topology& topology)
    : machine_(scenario.machine) {
  for (const Gate& gate : scenario.gates) {
    gates_.push_back({&gate,
                      StepSelection(scenario, topology, gate.workload, gate.step),
                      wants_of(gate.condition),
                      is_of_operations(gate),
                      {}});
  }
}

void LiveGates::begin_phase(const Phase& phase, Nanoseconds at) {
  const std::lock_guard lock(mutex_);
  for (Watched& watched : gates_) {
    if (!watched.phases.empty()) watched.phases.back().end = at;
    OfPhase& begun = watched.phases.emplace_back();
    begun.phase = phase.name;
    begun.start = at;
    if (watched.of_operations && selects(*watched.gate, phase)) begun.tally.emplace();
  }
}

void LiveGates::on_event(const TimedEvent& event) {
  const std::lock_guard lock(mutex_);
  processors_.add(event);
}

void LiveGates::on_attempts(std::span<const Attempt> attempts) {
  const std::lock_guard lock(mutex_);
  for (Watched& watched : gates_) {
    if (!watched.of_operations) continue;
    for (const Attempt& attempt : attempts) {
      if (!counts_in_metrics(attempt) || !watched.selection.has(attempt)) continue;
      // Most are of the newest phase.
      auto phase = watched.phases.rbegin();
      while (phase != watched.phases.rend() && attempt.intended < phase->start) ++phase;
      if (phase != watched.phases.rend() && phase->tally) phase->tally->add(attempt, watched.wants);
    }
  }
}

std::vector<GateReport> LiveGates::judge(Nanoseconds now) const {
  const std::lock_guard lock(mutex_);
  std::vector<GateReport> reports;
  for (const Watched& watched : gates_) {
    GateReport worst = start_report(*watched.gate, watched.gate->phase);
    conclude(worst, CheckVerdict::kInconclusive,
             watched.of_operations ? "no operation of a phase that it judges has ended"
                                   : "it is judged at the end");
    for (const OfPhase& phase : watched.phases) {
      if (!phase.tally) continue;
      GateReport report = judge(watched, phase, now);
      if (badness(report.verdict) >= badness(worst.verdict)) worst = std::move(report);
    }
    reports.push_back(std::move(worst));
  }
  return reports;
}

GateReport LiveGates::judge(const Watched& watched, const OfPhase& phase, Nanoseconds now) const {
  const Gate& gate = *watched.gate;
  const WindowTally& tally = *phase.tally;
  GateReport report = start_report(gate, phase.phase);
  report.samples = tally.operations;
  const Nanoseconds end = phase.end.value_or(now);
  const auto seen = evaluate(
      gate.condition, [&](const MetricUse& use) { return tally.value(use, end - phase.start); });
  if (seen) set_seen(report, *seen);
  if (!seen || report.samples < static_cast<std::uint64_t>(std::max(1, gate.min_samples))) {
    conclude(report, CheckVerdict::kInconclusive,
             fmt::format("{} operations so far, of {}", report.samples, gate.min_samples));
  } else {
    conclude_whole(report, gate, *seen, end - phase.start);
    allow_for_machine(report, gate, machine_, processors_.between(phase.start, end));
  }
  return report;
}

}  // namespace squall

#include "harness/analysis/budgets.h"

namespace squall {
namespace {

bool is_counted(PhaseKind kind) {
  return kind == PhaseKind::kFault || kind == PhaseKind::kRecovery;
}

}  // namespace

Budgets::Budgets(const Scenario& scenario, const Topology& topology, const History& history) {
  for (const PhaseSpan& phase : history.phases) counts_.push_back(is_counted(phase.kind));
  for (const Slo& slo : scenario.slos) {
    slos_.push_back({&slo, StepSelection(scenario, topology, slo.workload, slo.step)});
  }
}

void Budgets::add(std::size_t phase, const Attempt& attempt) {
  if (slos_.empty() || !attempt.final || !counts_[phase]) return;
  for (Counted& counted : slos_) {
    if (!counted.selection.has(attempt)) continue;
    ++counted.operations;
    const auto& limit = counted.slo->faster_than;
    const bool ok = attempt.operation_outcome == Outcome::kOk;
    if (!ok || (limit && attempt.end > *limit)) ++counted.bad;
  }
}

std::vector<SloReport> Budgets::reports(const History& history) const {
  std::vector<SloReport> reports;
  Nanoseconds stretch{};
  bool complete = true;
  for (const PhaseSpan& phase : history.phases) {
    if (!is_counted(phase.kind)) continue;
    stretch += phase.length();
    complete = complete && phase.complete;
  }
  for (const Counted& counted : slos_) {
    const Slo& slo = *counted.slo;
    SloReport& report = reports.emplace_back();
    report.name = slo.name;
    report.variant = history.variant;
    report.objective = slo.objective;
    if (slo.faster_than) report.faster_than_s = seconds(*slo.faster_than);
    report.window_s = seconds(slo.window);
    report.operations = counted.operations;
    report.bad = counted.bad;
    report.stretch_s = seconds(stretch);
    report.budget_s = (1 - slo.objective) * report.window_s;
    report.complete = complete;
    if (counted.operations == 0) continue;
    const double bad = static_cast<double>(counted.bad) / static_cast<double>(counted.operations);
    report.spent_s = bad * report.stretch_s;
    report.spent_share = *report.spent_s / report.budget_s;
    report.burn_rate = bad / (1 - slo.objective);
  }
  return reports;
}

}  // namespace squall

// The gates on what is judged of all phases together: data that was lost, and error budgets.
#include <fmt/format.h>

#include "harness/analysis/gate_report.h"
#include "harness/analysis/gates.h"

namespace squall {
namespace {

const SloReport* find_slo(const RunFigures& figures, const MetricUse& use) {
  for (const SloReport& slo : figures.slos) {
    if (use.arguments.empty() || slo.name == use.arguments.front()) return &slo;
  }
  return nullptr;
}

std::string why_no_figure(const MetricUse& use, const RunFigures& figures) {
  if (use.metric->id == MetricId::kRpo) return figures.rpo_doubt;
  return "no operation was due in a fault phase or recovery";
}

}  // namespace

GateReport Gates::judge_run(const Gate& gate, const RunFigures& figures) const {
  GateReport report = start_report(gate, "");
  const MetricUse* lacking = nullptr;
  bool complete = figures.complete;
  const MetricLookup lookup = [&](const MetricUse& use) -> std::optional<double> {
    std::optional<double> value;
    if (use.metric->id == MetricId::kRpo) {
      value = figures.rpo_s;
      report.samples = figures.acknowledged;
    } else if (const SloReport* slo = find_slo(figures, use)) {
      value = use.metric->id == MetricId::kBurnRate ? slo->burn_rate : slo->spent_share;
      report.samples = slo->operations;
      complete = complete && slo->complete;
    }
    if (!value) lacking = &use;
    return value;
  };
  const auto seen = evaluate(gate.condition, lookup);
  if (!seen) {
    conclude(report, CheckVerdict::kInconclusive,
             lacking == nullptr ? "a division by zero" : why_no_figure(*lacking, figures));
    return report;
  }
  set_seen(report, *seen);
  if (report.samples < static_cast<std::uint64_t>(std::max(1, gate.min_samples))) {
    conclude(report, CheckVerdict::kInconclusive,
             fmt::format("{} samples, fewer than {}", report.samples, gate.min_samples));
  } else if (!seen->holds) {
    conclude(report, not_met(gate), shortfall(report));
  } else if (!complete) {
    conclude(report, CheckVerdict::kInconclusive, "a phase was cut short");
  } else {
    conclude(report, CheckVerdict::kPass);
  }
  return report;
}

}  // namespace squall

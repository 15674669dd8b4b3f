// The gates on the capacity, judged once for each search for it.
#include <algorithm>

#include "harness/analysis/gate_report.h"
#include "harness/analysis/gate_values.h"
#include "harness/analysis/gates.h"

namespace squall {
namespace {

bool selects_search(const Gate& gate, const CapacityReport& search) {
  return gate.phase.empty() || gate.phase == search.phase ||
         gate.phase == name(PhaseKind::kCapacity);
}

// "capacity >= 300/s": what a lower bound of the capacity can prove.
bool is_lower_limit(const Condition& condition) {
  const auto uses = metrics_of(condition);
  const auto capacities = std::count_if(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->metric->id == MetricId::kCapacity && use->scope == MetricUse::Scope::kHere;
  });
  const bool alone_left = condition.left.op == Expression::Op::kMetric &&
                          condition.left.metric.metric->id == MetricId::kCapacity;
  return alone_left && capacities == 1 &&
         (condition.comparison == Comparison::kGreater ||
          condition.comparison == Comparison::kGreaterEqual);
}

GateReport judge_search(const Gate& gate, const CapacityReport& search, const GateValues& values) {
  GateReport report = start_report(gate, search.phase);
  report.samples = search.steps.size();
  // Where every step held, the last of them is a lower bound of the capacity.
  const bool bound_only = search.result == "at_least";
  const MetricLookup lookup = [&](const MetricUse& use) -> std::optional<double> {
    const bool of_run = use.scope == MetricUse::Scope::kBaselineRun;
    if (use.metric->id != MetricId::kCapacity || of_run) return values(use);
    return bound_only ? search.held_per_s : search.capacity_per_s;
  };
  const auto seen = evaluate(gate.condition, lookup);
  if (!seen) {
    const bool unknown = !bound_only && !search.capacity_per_s;
    conclude(report, CheckVerdict::kInconclusive,
             unknown ? "the capacity of " + search.load + " is " + search.summary
                     : why_no_value(gate.condition, lookup, values));
    return report;
  }
  set_seen(report, *seen);
  if (bound_only && !(seen->holds && is_lower_limit(gate.condition))) {
    conclude(report, CheckVerdict::kInconclusive,
             "every step held, so the capacity is not known; raise `to`");
  } else if (!seen->holds) {
    conclude(report, not_met(gate), shortfall(report));
  } else {
    conclude(report, CheckVerdict::kPass);
  }
  return report;
}

}  // namespace

void Gates::judge_capacities(const Gate& gate, const std::vector<Cells>& cells,
                             const std::vector<CapacityReport>& capacities,
                             std::vector<GateReport>& reports) const {
  const std::size_t before = reports.size();
  for (const CapacityReport& search : capacities) {
    if (!selects_search(gate, search)) continue;
    const PhaseSpan* phase = history_.find_phase(search.phase);
    reports.push_back(judge_search(gate, search, values_of(gate, cells, phase)));
    if (phase != nullptr) weigh(gate, phase->start, phase->end, reports.back());
  }
  if (reports.size() > before) return;
  GateReport& report = reports.emplace_back(start_report(gate, gate.phase));
  conclude(report, CheckVerdict::kInconclusive, "no search for the capacity began");
}

}  // namespace squall

#include "harness/analysis/gate_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/model/compared_metrics.h"
#include "harness/model/quantity.h"

namespace squall {
namespace {

std::string only_metric(const Expression& expression) {
  const bool plain = expression.op == Expression::Op::kMetric &&
                     expression.metric.scope == MetricUse::Scope::kHere;
  return plain ? compared_name(expression.metric) : "";
}

std::string why_no_baseline_run(const MetricUse& use, const GateValues& values) {
  constexpr std::string_view kHow = "squall run --baseline FOLDER, as squall baseline update makes";
  if (values.baseline_run == nullptr) {
    return fmt::format("no baseline run was given to compare with: {} one", kHow);
  }
  return fmt::format("the baseline {} has no {} of {}: give one that has it, {} it",
                     values.baseline_run->source, compared_name(use), values.where, kHow);
}

double tenths_of_percent(double share) { return std::round(share * 1000) / 1000; }

bool shows_machine(const Condition& condition) {
  const auto uses = metrics_of(condition);
  return std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    return use->metric->id != MetricId::kRpo && !is_sampled(*use->metric);
  });
}

}  // namespace

CheckVerdict not_met(const Gate& gate) {
  return gate.severity == Gate::Severity::kWarn ? CheckVerdict::kWarn : CheckVerdict::kFail;
}

GateReport start_report(const Gate& gate, const std::string& phase) {
  GateReport report;
  report.name = gate.name;
  report.expr = gate.condition.text;
  report.metric = only_metric(gate.condition.left);
  report.phase = phase;
  report.severity = gate.severity;
  report.dimension = gate.condition.left.dimension;
  report.comparison = symbol(gate.condition.comparison);
  report.why = gate.why;
  return report;
}

void conclude(GateReport& report, CheckVerdict verdict, std::string reason) {
  report.verdict = verdict;
  report.reason = std::move(reason);
}

void conclude_whole(GateReport& report, const Gate& gate, const Evaluated& seen,
                    Nanoseconds length) {
  set_seen(report, seen);
  if (!seen.holds) {
    conclude(report, not_met(gate), shortfall(report));
  } else if (length < gate.condition.hold_for.value_or(Nanoseconds{})) {
    conclude(report, CheckVerdict::kInconclusive, "the phase is shorter than `for`");
  } else {
    conclude(report, CheckVerdict::kPass);
  }
}

void allow_for_machine(GateReport& report, const Gate& gate, const MachineRule& rule,
                       const std::optional<ProcessorShares>& shares) {
  if (report.verdict != CheckVerdict::kFail || !shows_machine(gate.condition)) return;
  if (!rule.max_others || !shares || shares->others <= *rule.max_others) return;
  conclude(report, CheckVerdict::kInconclusive,
           fmt::format("{}, while others had {} of the processors, more than {}", report.reason,
                       format_quantity(tenths_of_percent(shares->others), Dimension::kRatio),
                       format_quantity(*rule.max_others, Dimension::kRatio)));
}

std::string shortfall(const GateReport& report) {
  return fmt::format("{} is not {} {}", format_quantity(*report.actual, report.dimension),
                     report.comparison, format_quantity(*report.limit, report.dimension));
}

std::string why_no_value(const Condition& condition, const MetricLookup& lookup,
                         const GateValues& values) {
  for (const MetricUse* use : metrics_of(condition)) {
    if (lookup(*use)) continue;
    if (use->scope == MetricUse::Scope::kBaselineRun) return why_no_baseline_run(*use, values);
    if (use->scope == MetricUse::Scope::kBaselinePhase) return "no samples in a baseline phase";
    if (use->metric->id == MetricId::kTimeToDetect) return "no client saw a failure";
    if (use->metric->id == MetricId::kRto) return "no checker of durability could tell";
    if (use->metric->id == MetricId::kCapacity) return "no capacity was found";
    if (use->metric->id == MetricId::kProbe) {
      return fmt::format("too few samples of probe {}", use->arguments.front());
    }
    if (use->metric->id == MetricId::kNode) {
      return fmt::format("too few samples of node {}", use->arguments.front());
    }
    return fmt::format("no samples for {}", use->metric->name);
  }
  return "a division by zero";
}

void set_seen(GateReport& report, const Evaluated& seen) {
  report.actual = seen.left;
  report.limit = seen.right;
}

}  // namespace squall

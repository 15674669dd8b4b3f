#include "tests/golden/sample_load.h"
#include "tests/golden/samples.h"

namespace squall::samples {
namespace {

struct Policy {
  const char* name;
  const char* settings;
  double failing;        ///< Share of operations, while the node is down.
  double amplification;  ///< Attempts for each operation.
};

constexpr double kEach_s = 24;

// The phases of `report`, its fault and its gates again for each policy, one after the other.
void walk(Report& report, const Report& once, const Policy& policy, double from_s) {
  for (const PhaseReport& each : once.phases) {
    if (each.kind != PhaseKind::kBaseline && each.kind != PhaseKind::kFault) continue;
    PhaseReport& phase = report.phases.emplace_back(each);
    phase.variant = policy.name;
    phase.start_s = from_s + (each.kind == PhaseKind::kFault ? 10 : 0);
    phase.end_s = phase.start_s + 10;
    phase.figures = {};
    phase.steps.clear();
  }
  FaultReport& fault = report.faults.emplace_back(once.faults.front());
  fault.variant = policy.name;
  fault.injected_at_s = from_s + 12.001;
  fault.healed_at_s = from_s + 17.002;
  fault.time_to_recover_s = policy.failing > 0.2 ? 0.6 : 0.1;
  for (const char* when : {"start", "end"}) {
    const double at_s = from_s + (when == std::string("start") ? -0.5 : 21);
    report.hypotheses.push_back(
        {"flowmanager-ready", when, "status 200", "200", at_s, true, policy.name});
  }
}

void judge_gates(Report& report, const Report& once, const PhaseReport& phase) {
  for (std::size_t i : {0U, 3U}) {
    GateReport& gate = report.gates.emplace_back(once.gates[i]);
    gate.variant = phase.variant;
    gate.actual = i == 0 ? phase.figures.availability : report.faults.back().time_to_recover_s;
    gate.samples = i == 0 ? phase.figures.operations : 1;
    const bool met = i == 0 ? *gate.actual >= *gate.limit : *gate.actual <= *gate.limit;
    gate.verdict = met ? CheckVerdict::kPass : CheckVerdict::kFail;
    if (!met) gate.reason = "below the limit";
  }
}

VariantReport summary(const Report& report, const Policy& policy, const PhaseReport& phase) {
  VariantReport variant;
  variant.name = policy.name;
  variant.settings = policy.settings;
  variant.start_s = phase.start_s - 10;
  variant.end_s = phase.end_s;
  variant.complete = true;
  variant.phases = {phase.name};
  variant.figures = phase.figures;
  variant.figures.retry_amplification = policy.amplification;
  variant.faults = 1;
  variant.impact = policy.failing > 0;
  variant.time_to_detect_s = 0.212;
  for (const FaultReport& fault : report.faults) {
    if (fault.variant == policy.name) variant.time_to_recover_s = fault.time_to_recover_s;
  }
  for (const GateReport& gate : report.gates) {
    if (gate.variant == policy.name) ++variant.gates[static_cast<std::size_t>(gate.verdict)];
  }
  return variant;
}

}  // namespace

Report variants() {
  const Policy policies[] = {
      {"no-retry", "retry = false", 0.31, 1},
      {"fixed-pause", "retry = { max = 3, backoff = \"constant\", jitter = \"none\" }", 0.04, 1.22},
      {"backoff-and-budget", "", 0.02, 1.09},
  };
  const Report once = passing();
  Report report = once;
  report.title = "Which client policy survives the loss of a database node";
  report.scenario_file = "scenarios/gpii/client-policies.toml";
  report.command_line = {"squall", "run", "scenarios/gpii/client-policies.toml"};
  report.phases.clear();
  report.faults.clear();
  report.gates.clear();
  report.hypotheses.clear();
  LoadShape shape;
  double from_s = 5;
  for (const Policy& policy : policies) {
    walk(report, once, policy, from_s);
    shape.troubles.push_back({from_s + 12, from_s + 15, policy.failing, 6, "connect_refused"});
    from_s += kEach_s;
  }
  report.timeline.clear();
  fill_load(report, shape);
  for (std::size_t i = 0; i < std::size(policies); ++i) {
    const PhaseReport& phase = report.phases[2 * i + 1];
    judge_gates(report, once, phase);
    report.variants.push_back(summary(report, policies[i], phase));
  }
  report.verdict = Verdict::kFail;
  report.exit_code = 1;
  report.reasons = {"variant no-retry: gate availability in node-killed: below the limit"};
  report.duration_s = from_s;
  return report;
}

}  // namespace squall::samples

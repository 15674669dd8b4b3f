#include "reports/cases.h"

#include <fmt/format.h>

#include <utility>

#include "harness/core/text.h"
#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

Case passed(std::string group, std::string name, std::string subject = "") {
  Case result;
  result.group = std::move(group);
  result.name = std::move(name);
  result.subject = std::move(subject);
  return result;
}

Case run_case(const Report& report) {
  Case result = passed("run", "the run completed");
  if (report.status == RunStatus::kCompleted) return result;
  result.result = CaseResult::kError;
  result.type = name(report.status);
  result.message = fmt::format("{}: {}", name(report.status), deciding_reason(report));
  return result;
}

Case gate_case(const GateReport& gate) {
  const GateText text = gate_text(gate);
  Case result = passed("gate", of_variant(gate.variant) + gate.name, gate.name);
  if (!gate.phase.empty()) result.name += fmt::format(" in {}", gate.phase);
  result.message = fmt::format("{}: {}, the limit is {} {}", gate.expr, text.actual,
                               gate.comparison, text.limit);
  if (!gate.actual) result.message = fmt::format("{}: no value", gate.expr);
  if (!gate.reason.empty()) result.message += fmt::format(" ({})", gate.reason);
  result.detail = fmt::format("{}\nactual {}\nlimit {} {}\nsamples {}\nphase {}", gate.expr,
                              text.actual, gate.comparison, text.limit, gate.samples,
                              gate.phase.empty() ? "whole run" : gate.phase);
  if (gate.worst_at_s) result.detail += fmt::format("\nworst at {:.3f} s", *gate.worst_at_s);
  if (!gate.why.empty()) result.detail += fmt::format("\nwhy this limit: {}", gate.why);
  if (gate.verdict == CheckVerdict::kFail) {
    result.result = CaseResult::kFailure;
    result.type = "gate";
  } else if (gate.verdict == CheckVerdict::kInconclusive) {
    result.result = CaseResult::kError;
    result.type = "inconclusive";
  } else if (gate.verdict == CheckVerdict::kWarn) {
    result.detail = fmt::format("warning: {}\n{}", result.message, result.detail);
  }
  return result;
}

Case hypothesis_case(const HypothesisReport& hypothesis) {
  Case result = passed(
      "hypothesis",
      fmt::format("{}{} ({})", of_variant(hypothesis.variant), hypothesis.name, hypothesis.when),
      hypothesis.name);
  if (hypothesis.met) return result;
  result.result = CaseResult::kFailure;
  result.type = "hypothesis";
  result.message =
      fmt::format("at {:.3f} s: expected {}, saw {}", hypothesis.at_s, hypothesis.expected,
                  hypothesis.actual.empty() ? "nothing" : hypothesis.actual);
  return result;
}

Case fault_case(const FaultReport& fault) {
  Case result = passed("fault",
                       fmt::format("{}{}: {} took effect", of_variant(fault.variant), fault.name,
                                   fault_title(fault)),
                       fault.name);
  result.detail = fmt::format("evidence: {}\nimpact: {}", fault.evidence, impact_text(fault));
  if (!fault.failure.empty() || !fault.evidence_confirmed) {
    result.result = CaseResult::kError;
    result.type = "no_evidence";
    result.message = !fault.failure.empty()   ? fmt::format("not injected: {}", fault.failure)
                     : fault.evidence.empty() ? "no evidence that the fault took effect"
                                              : fault.evidence;
  } else if (!fault.heal_ok) {
    result.result = CaseResult::kFailure;
    result.type = "heal";
    result.message = fmt::format("healing failed: {}", fault.healed_detail);
  }
  return result;
}

Case checker_case(const CheckerReport& checker) {
  Case result = passed("checker", of_variant(checker.variant) + checker.name, checker.name);
  for (const auto& [key, count] : checker.counts) {
    result.message += fmt::format("{}{} {}", result.message.empty() ? "" : ", ", key, count);
  }
  if (!checker.reason.empty()) result.message = checker.reason + "; " + result.message;
  for (const CheckerExample& example : checker.examples) {
    result.detail += fmt::format("{:.3f} s: {}\n", example.at_s, example.text);
  }
  if (checker.verdict == CheckVerdict::kFail) {
    result.result = CaseResult::kFailure;
    result.type = checker.kind;
  } else if (checker.verdict == CheckVerdict::kInconclusive) {
    result.result = CaseResult::kError;
    result.type = "inconclusive";
  }
  return result;
}

Case cleanup_case(const Report& report) {
  Case result = passed("cleanup", "nothing was left behind");
  if (!report.residue.empty()) {
    result.result = CaseResult::kFailure;
    result.type = "residue";
    result.message = fmt::format("left behind: {}", join_names(report.residue));
  } else if (!report.cleanup_checked) {
    result.result = CaseResult::kError;
    result.type = "inconclusive";
    result.message = "the records do not say whether anything was left behind";
  }
  return result;
}

}  // namespace

std::vector<Case> cases_of(const Report& report) {
  std::vector<Case> cases{run_case(report)};
  for (const auto& gate : report.gates) cases.push_back(gate_case(gate));
  for (const auto& hypothesis : report.hypotheses) cases.push_back(hypothesis_case(hypothesis));
  for (const std::string& hypothesis : report.unwatched) {
    Case& unwatched = cases.emplace_back(passed("hypothesis", hypothesis, hypothesis));
    unwatched.result = CaseResult::kError;
    unwatched.type = "inconclusive";
    unwatched.message = "it was never checked";
  }
  for (const auto& fault : report.faults) cases.push_back(fault_case(fault));
  for (const auto& checker : report.checkers) cases.push_back(checker_case(checker));
  cases.push_back(cleanup_case(report));
  return cases;
}

}  // namespace squall

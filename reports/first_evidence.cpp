#include "reports/first_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "harness/core/text.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

using Example = std::pair<double, FailureExample>;

// The earliest example from `from_s` on and before `to_s`.
const Example* earliest(const Report& report, double from_s, double to_s) {
  const Example* found = nullptr;
  for (const Example& example : report.examples) {
    if (example.first < from_s || example.first >= to_s) continue;
    if (found == nullptr || example.first < found->first) found = &example;
  }
  return found;
}

const Example* earliest_in_phase(const Report& report, const GateReport& gate) {
  const Example* found = nullptr;
  const std::string& phase = gate.phase;
  for (const PhaseReport& candidate : report.phases) {
    if (candidate.variant != gate.variant) continue;
    if (!phase.empty() && phase != candidate.name && phase != name(candidate.kind)) continue;
    if (phase.empty() && candidate.kind == PhaseKind::kWarmup) continue;
    const Example* example = earliest(report, candidate.start_s, candidate.end_s);
    if (example != nullptr && (found == nullptr || example->first < found->first)) found = example;
  }
  return found;
}

Evidence from_example(const Example& example) {
  return {example.first, failure_sentence(example.second)};
}

Evidence from_hypothesis(const HypothesisReport& hypothesis) {
  return {hypothesis.at_s, fmt::format("{}the hypothesis {} ({}) was not met: expected {}, saw {}",
                                       of_variant(hypothesis.variant), hypothesis.name,
                                       hypothesis.when, hypothesis.expected,
                                       hypothesis.actual.empty() ? "nothing" : hypothesis.actual)};
}

std::optional<Evidence> from_fault(const FaultReport& fault) {
  if (!fault.failure.empty()) {
    return Evidence{fault.planned_at_s,
                    fmt::format("{}the fault {} could not be injected: {}",
                                of_variant(fault.variant), fault.name, fault.failure)};
  }
  if (fault.injected_at_s && !fault.evidence_confirmed) {
    return Evidence{
        fault.injected_at_s,
        fmt::format("{}the fault {} has no evidence of its effect: {}", of_variant(fault.variant),
                    fault.name, fault.evidence.empty() ? "none was found" : fault.evidence)};
  }
  return std::nullopt;
}

std::optional<Evidence> from_gate(const Report& report, const GateReport& gate) {
  if (gate.verdict != CheckVerdict::kFail) return std::nullopt;
  const Example* example = earliest_in_phase(report, gate);
  if (example != nullptr) return from_example(*example);
  if (!gate.worst_at_s) return std::nullopt;
  return Evidence{gate.worst_at_s, fmt::format("{}the gate {}: {}", of_variant(gate.variant),
                                               gate.name, gate.reason)};
}

// Everything with a time that speaks against the system or the experiment.
std::vector<Evidence> timed_evidence(const Report& report) {
  std::vector<Evidence> found;
  for (const HypothesisReport& hypothesis : report.hypotheses) {
    if (!hypothesis.met) found.push_back(from_hypothesis(hypothesis));
  }
  for (const FaultReport& fault : report.faults) {
    if (auto evidence = from_fault(fault)) found.push_back(std::move(*evidence));
  }
  for (const GateReport& gate : report.gates) {
    if (auto evidence = from_gate(report, gate)) found.push_back(std::move(*evidence));
  }
  for (const CheckerReport& checker : report.checkers) {
    if (checker.verdict != CheckVerdict::kFail || checker.examples.empty()) continue;
    const CheckerExample& example = checker.examples.front();
    found.push_back({example.at_s, fmt::format("{}{}: {}", of_variant(checker.variant),
                                               checker.name, example.text)});
  }
  return found;
}

}  // namespace

std::string failure_sentence(const FailureExample& example) {
  std::string_view line =
      trim(std::string_view(example.request).substr(0, example.request.find('\n')));
  constexpr std::string_view kProtocol = " HTTP/1.1";
  if (line.ends_with(kProtocol)) line.remove_suffix(kProtocol.size());
  const std::string_view what = line.empty() ? std::string_view(example.step) : line;
  if (example.status == 0) {
    return fmt::format("{}: {}{}{}", what, name(example.error), example.reason.empty() ? "" : ", ",
                       example.reason);
  }
  return fmt::format("{} answered {}: {}", what, example.status,
                     example.reason.empty() ? name(example.error) : example.reason);
}

std::optional<Evidence> first_evidence(const Report& report) {
  if (report.verdict == Verdict::kPass) return std::nullopt;
  const std::vector<Evidence> timed = timed_evidence(report);
  const auto first =
      std::min_element(timed.begin(), timed.end(),
                       [](const Evidence& a, const Evidence& b) { return a.at_s < b.at_s; });
  if (first != timed.end()) return *first;
  for (const CheckerReport& checker : report.checkers) {
    if (checker.verdict == CheckVerdict::kPass || checker.examples.empty()) continue;
    return Evidence{std::nullopt,
                    fmt::format("{}: {}", checker.name, checker.examples.front().text)};
  }
  if (!report.residue.empty()) {
    return Evidence{std::nullopt, fmt::format("left behind: {}", report.residue.front())};
  }
  constexpr double kEver = std::numeric_limits<double>::infinity();
  const Example* example = earliest(report, -kEver, kEver);
  if (example == nullptr) return std::nullopt;
  return from_example(*example);
}

}  // namespace squall

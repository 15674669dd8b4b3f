#include "reports/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/quantity.h"

namespace squall {
namespace {

constexpr double kStolenWorthSaying = 0.005;

/// What of the harness's lateness is that of the machine.
std::string machine_text(const MachineReport& machine) {
  if (machine.late_wakeup_ms.count == 0) return "";
  const double stolen = machine.stolen_share.value_or(0);
  const double others = machine.others_share.value_or(0);
  std::string taken;
  if (others >= kOthersWorthSaying) taken = fmt::format("; others took {}", percent_text(others));
  if (stolen >= kStolenWorthSaying) {
    taken += fmt::format("{} its host {}{}", taken.empty() ? ";" : ",",
                         taken.empty() ? "took " : "", percent_text(stolen));
  }
  return fmt::format(" (a bare sleep: {}{})", milliseconds_text(machine.late_wakeup_ms.p99), taken);
}

}  // namespace

std::string_view mark(Verdict verdict) {
  return verdict == Verdict::kPass ? "✓" : verdict == Verdict::kFail ? "✗" : "?";
}

std::string_view mark(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kPass:
      return "✓";
    case CheckVerdict::kFail:
      return "✗";
    case CheckVerdict::kWarn:
      return "!";
    case CheckVerdict::kInconclusive:
      return "?";
  }
  return "?";
}

std::string_view shout(Verdict verdict) {
  return verdict == Verdict::kPass ? "PASS" : verdict == Verdict::kFail ? "FAIL" : "INCONCLUSIVE";
}

std::string of_variant(const std::string& variant) {
  return variant.empty() ? variant : variant + ": ";
}

std::string deciding_reason(const Report& report) {
  if (!report.reasons.empty()) return report.reasons.front();
  if (report.verdict == Verdict::kPass) {
    const std::string gates = counted(report.gates.size(), "gate");
    const std::string checks = counted(report.hypotheses.size(), "hypothesis check");
    if (report.checkers.empty()) return fmt::format("{} and {} met", gates, checks);
    return fmt::format("{}, {} and {} met", gates, checks,
                       counted(report.checkers.size(), "checker"));
  }
  return fmt::format("the run {}", name(report.status));
}

std::string hypotheses_text(const Report& report) {
  const std::size_t total = report.hypotheses.size();
  const auto unmet = static_cast<std::size_t>(
      std::count_if(report.hypotheses.begin(), report.hypotheses.end(),
                    [](const HypothesisReport& each) { return !each.met; }));
  if (unmet == 0) return fmt::format("{} met", counted(total, "check"));
  return fmt::format("{} of {} not met", unmet, counted(total, "check"));
}

std::string topology_text(const Report& report) {
  const TopologyResolved& topology = report.topology;
  if (topology.services.empty()) return "the topology did not start";
  std::size_t nodes = 0;
  for (const ServiceInfo& service : topology.services) nodes += service.nodes.size();
  const std::string flavour =
      topology.flavour.empty() ? std::string() : fmt::format(" ({})", topology.flavour);
  return fmt::format("{}{}, {}, {}", topology.name, flavour,
                     counted(topology.services.size(), "service"), counted(nodes, "node"));
}

std::string generator_text(const Report& report) {
  const GeneratorReport& generator = report.generator;
  const std::string missed =
      generator.dropped == 0 ? std::string("no start was missed")
                             : fmt::format("{} starts were missed", count_text(generator.dropped));
  if (generator.late_start_ms.count == 0) {
    return generator.dropped == 0 ? "nothing was sent" : "nothing was sent, " + missed;
  }
  return fmt::format("late start p99 {}, {}{}", milliseconds_text(generator.late_start_ms.p99),
                     missed, machine_text(report.machine));
}

}  // namespace squall

#include <fmt/format.h>

#include "harness/analysis/verdict.h"

namespace squall {

std::string verdict_line(const Report& report) {
  const std::string head(name(report.verdict));
  if (!report.reasons.empty()) {
    return fmt::format("{}: {} (exit {})", head, report.reasons.front(), report.exit_code);
  }
  const std::size_t gates = report.gates.size();
  if (gates == 0) return fmt::format("{}: there was no gate to judge (exit 0)", head);
  return fmt::format("{}: {} met (exit 0)", head,
                     gates == 1 ? "the gate is" : fmt::format("all {} gates are", gates));
}

}  // namespace squall

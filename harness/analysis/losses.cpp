#include "harness/analysis/losses.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

constexpr double kLeast_s = 0.001;

// What the checkers say of one fault: when it was last seen that something acknowledged before it
// could not be read.
std::optional<Nanoseconds> lacked_until(std::size_t fault,
                                        const std::vector<CheckerReport>& checkers) {
  std::optional<Nanoseconds> latest;
  for (const CheckerReport& checker : checkers) {
    if (!checker.loss || fault >= checker.loss->lacked_until.size()) continue;
    const auto& until = checker.loss->lacked_until[fault];
    if (until) latest = std::max(latest.value_or(*until), *until);
  }
  return latest;
}

void add_recovery_times(History& history, const std::vector<CheckerReport>& checkers) {
  for (std::size_t i = 0; i < history.faults.size(); ++i) {
    FaultSpan& fault = history.faults[i];
    const auto& served = fault.report.time_to_recover_from_injection_s;
    if (!fault.injected || !served) continue;
    const auto lacked = lacked_until(i, checkers);
    fault.report.rto_s = std::max(*served, lacked ? seconds(*lacked - *fault.injected) : *served);
  }
}

}  // namespace

double recovery_point_s(const History& history, Nanoseconds acknowledged) {
  const Nanoseconds end = std::max(history.last_event, acknowledged);
  std::optional<Nanoseconds> healed, next;
  for (const FaultSpan& fault : history.faults) {
    if (!fault.injected) continue;
    if (*fault.injected >= acknowledged) {
      next = std::min(next.value_or(*fault.injected), *fault.injected);
    } else if (fault.healed.value_or(end) > acknowledged) {
      healed = std::max(healed.value_or(Nanoseconds{}), fault.healed.value_or(end));
    }
  }
  const Nanoseconds until = healed ? *healed : next.value_or(end);
  return std::max(kLeast_s, seconds(until - acknowledged));
}

RecoveryPoint add_losses(History& history, std::vector<CheckerReport>& checkers) {
  RecoveryPoint point;
  bool any = false;
  for (CheckerReport& checker : checkers) {
    if (!checker.loss) continue;
    any = true;
    point.acknowledged += checker.counts["acknowledged"];
    if (!checker.reason.empty()) {
      point.doubt = fmt::format("checker {} cannot tell: {}", checker.name, checker.reason);
      continue;
    }
    const auto& lost = checker.loss->oldest_lost;
    checker.rpo_s = lost ? recovery_point_s(history, *lost) : 0;
    point.longest_s = std::max(point.longest_s.value_or(0), *checker.rpo_s);
  }
  if (!any) point.doubt = "no checker of durability looked for lost writes";
  if (!point.doubt.empty()) point.longest_s.reset();
  if (!any || point.longest_s) add_recovery_times(history, checkers);
  return point;
}

}  // namespace squall

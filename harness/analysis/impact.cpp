#include "harness/analysis/impact.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/model/quantity.h"

namespace squall {

Impact::Impact(const RecoveryRule& rule, const History& history) : rule_(&rule) {
  for (std::size_t i = 0; i < history.faults.size(); ++i) {
    const FaultSpan& fault = history.faults[i];
    if (!fault.injected) continue;
    watched_.push_back({.fault = i,
                        .injected = *fault.injected,
                        .stretch_end = fault.stretch_end,
                        .watch = RecoveryWatch(rule, *fault.injected),
                        .first_failure = {}});
    if (fault.last_heal) watched_.back().watch.healed(*fault.last_heal);
  }
}

void Impact::add(const Attempt& attempt) {
  for (Watched& watched : watched_) {
    if (attempt.intended < watched.stretch_end) watched.watch.add(attempt);
    if (!counts_in_metrics(attempt) || attempt.error == ErrorClass::kAbandoned) continue;
    const Nanoseconds end = attempt.intended + attempt.end;
    if (attempt.final) {
      const Nanoseconds since = std::max(attempt.intended, watched.injected);
      watched.waited = std::max(watched.waited, std::min(end, watched.stretch_end) - since);
    }
    if (end < watched.injected || end >= watched.stretch_end) continue;
    if (attempt.final) watched.slowest = std::max(watched.slowest, attempt.end);
    if (attempt.outcome != Outcome::kFailed && attempt.outcome != Outcome::kIndeterminate) continue;
    ++watched.failures;
    watched.first_failure = std::min(watched.first_failure.value_or(end), end);
  }
}

void Impact::finish(History& history) {
  for (Watched& watched : watched_) finish(watched, history.faults[watched.fault]);
}

void Impact::finish(Watched& watched, FaultSpan& fault) const {
  RecoveryWatch& watch = watched.watch;
  FaultReport& report = fault.report;
  watch.settle(fault.stretch_end);
  if (watched.first_failure) {
    report.time_to_detect_s = seconds(*watched.first_failure - watched.injected);
  }
  // Nothing failed, no operation lasted as long as a window, and most windows have their samples:
  // that some lack them is chance.
  const bool by_chance = watch.first_bad_is_thin() && watched.failures == 0 &&
                         watched.waited < rule_->window && 2 * watch.thin() < watch.judged();
  report.impact = watch.first_bad().has_value() && !by_chance;
  if (!report.impact) {
    report.time_to_recover_s = 0;
    report.time_to_recover_from_injection_s = 0;
    report.recovery_note =
        watched.failures == 0
            ? fmt::format("no client was affected: no failure, the longest wait was {}",
                          format_quantity(seconds(watched.slowest), Dimension::kTime))
            : fmt::format("no window was bad; {} attempt{} failed, the first after {}",
                          watched.failures, watched.failures == 1 ? "" : "s",
                          format_quantity(*report.time_to_detect_s, Dimension::kTime));
    if (watch.judged() == 0) {
      report.time_to_recover_s.reset();
      report.time_to_recover_from_injection_s.reset();
      report.recovery_note = "the run ended before the first window";
    }
    return;
  }
  if (watch.recovered()) {
    // A fault of the group that was never healed: recovery came first.
    const Nanoseconds healed = fault.last_heal.value_or(*watch.recovered());
    report.time_to_recover_s = std::max(0.0, seconds(*watch.recovered() - healed));
    report.time_to_recover_from_injection_s = seconds(*watch.recovered() - watched.injected);
  } else {
    const Nanoseconds from =
        std::min(fault.last_heal.value_or(watched.injected), fault.stretch_end);
    report.recovery_note = fmt::format(
        "not within {}{}", format_quantity(seconds(fault.stretch_end - from), Dimension::kTime),
        fault.followed ? ", when the next fault began" : "");
  }
  if (watch.first_bad_is_thin()) {
    report.recovery_note +=
        fmt::format("{}the first bad window had fewer than {} operations",
                    report.recovery_note.empty() ? "" : "; ", rule_->min_samples);
  }
}

}  // namespace squall

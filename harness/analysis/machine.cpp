#include "harness/analysis/machine.h"

#include <algorithm>
#include <optional>

#include "harness/analysis/cells.h"
#include "harness/core/histogram.h"

namespace squall {

MachineReport machine_report(const std::vector<TimedEvent>& events) {
  bool loaded = false;
  Histogram late;
  std::optional<MachineSampled> first, last;
  for (const TimedEvent& event : events) {
    if (std::holds_alternative<PhaseStarted>(event.event)) loaded = true;
    if (std::holds_alternative<LoadEnded>(event.event)) loaded = false;
    const auto* sampled = std::get_if<MachineSampled>(&event.event);
    if (!loaded || sampled == nullptr) continue;
    for (const Nanoseconds each : sampled->late) {
      late.record(static_cast<std::uint64_t>(std::max(each, Nanoseconds(0)).count()));
    }
    if (!first) first = *sampled;
    last = *sampled;
  }
  MachineReport report;
  report.late_wakeup_ms = summary_ms(late);
  if (!first || last->all <= first->all) return report;
  const double all = seconds(last->all - first->all);
  report.busy_share = seconds(last->busy - first->busy) / all;
  report.stolen_share = seconds(last->stolen - first->stolen) / all;
  return report;
}

}  // namespace squall

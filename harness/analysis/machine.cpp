#include "harness/analysis/machine.h"

#include <algorithm>

#include "harness/analysis/cells.h"
#include "harness/core/histogram.h"

namespace squall {

ProcessorTimes::ProcessorTimes(const std::vector<TimedEvent>& events) {
  for (const TimedEvent& event : events) add(event);
}

void ProcessorTimes::add(const TimedEvent& event) {
  const auto* seen = std::get_if<ResourcesSampled>(&event.event);
  if (seen == nullptr || seen->all <= Nanoseconds{}) return;
  samples_.push_back({event.at, seen->all, seen->busy, seen->stolen, seen->of_run});
}

std::optional<ProcessorShares> ProcessorTimes::between(Nanoseconds start, Nanoseconds end) const {
  if (samples_.empty()) return std::nullopt;
  const auto later = [](Nanoseconds at, const Sample& sample) { return at < sample.at; };
  const auto earlier = [](const Sample& sample, Nanoseconds at) { return sample.at < at; };
  auto first = std::upper_bound(samples_.begin(), samples_.end(), start, later);
  if (first != samples_.begin()) --first;
  auto last = std::lower_bound(first, samples_.end(), end, earlier);
  if (last == samples_.end()) --last;
  if (last->all <= first->all) return std::nullopt;

  const double all = seconds(last->all - first->all);
  ProcessorShares shares;
  shares.busy = seconds(last->busy - first->busy) / all;
  shares.stolen = seconds(last->stolen - first->stolen) / all;
  // The machine counts in steps of 10 ms, and a process whose end nobody waited for takes its time
  // with it.
  const double of_run = seconds(last->of_run - first->of_run) / all;
  shares.others = shares.stolen + std::clamp(shares.busy - of_run, 0.0, shares.busy);
  return shares;
}

MachineReport machine_report(const std::vector<TimedEvent>& events) {
  std::optional<Nanoseconds> start;
  Nanoseconds end{};
  bool loaded = false;
  Histogram late;
  for (const TimedEvent& event : events) {
    if (std::holds_alternative<PhaseStarted>(event.event)) {
      loaded = true;
      if (!start) start = event.at;
    }
    if (loaded) end = event.at;
    if (std::holds_alternative<LoadEnded>(event.event)) loaded = false;
    const auto* sampled = std::get_if<MachineSampled>(&event.event);
    if (!loaded || sampled == nullptr) continue;
    for (const Nanoseconds each : sampled->late) {
      late.record(static_cast<std::uint64_t>(std::max(each, Nanoseconds(0)).count()));
    }
  }
  MachineReport report;
  report.late_wakeup_ms = summary_ms(late);
  if (!start) return report;
  if (const auto shares = ProcessorTimes(events).between(*start, end)) {
    report.busy_share = shares->busy;
    report.stolen_share = shares->stolen;
    report.others_share = shares->others;
  }
  return report;
}

}  // namespace squall

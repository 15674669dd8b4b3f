#include "harness/analysis/latency_distribution.h"

namespace squall {

LatencyDistribution::LatencyDistribution(const History& history)
    : history_(history), phases_(history.phases.size()) {}

void LatencyDistribution::add(std::span<const Attempt> attempts) {
  for (const Attempt& attempt : attempts) {
    const int phase = history_.phase_at(attempt.intended);
    if (!counts_in_metrics(attempt) || phase < 0) continue;
    phases_[static_cast<std::size_t>(phase)].add(attempt, {.response = true, .service = true});
  }
}

Tally LatencyDistribution::all() const {
  Tally all;
  for (std::size_t i = 0; i < phases_.size(); ++i) {
    if (history_.phases[i].kind != PhaseKind::kWarmup) all.merge(phases_[i]);
  }
  return all;
}

}  // namespace squall

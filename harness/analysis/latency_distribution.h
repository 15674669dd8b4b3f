// Response and service times of a run as whole distributions, by phase.
#pragma once

#include <span>
#include <vector>

#include "harness/analysis/history.h"
#include "harness/analysis/tally.h"
#include "harness/model/attempt.h"

namespace squall {

/// A streaming fold, as Analysis; the times are those of its figures, in nanoseconds.
class LatencyDistribution {
 public:
  /// `history` must outlive this.
  explicit LatencyDistribution(const History& history);

  void add(std::span<const Attempt> attempts);

  /// Of what was due in the phase with that index.
  const Tally& phase(std::size_t index) const { return phases_[index]; }

  /// Of all phases but those of the kind warmup, as gates without a phase have it.
  Tally all() const;

 private:
  const History& history_;
  std::vector<Tally> phases_;
};

}  // namespace squall

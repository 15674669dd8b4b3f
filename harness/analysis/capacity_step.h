// One step of a search for the capacity: its operations, and whether it held.
//
// The run judges with this code and journals what it decided; the offline half takes the decision
// from the journal and the figures from the same fold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/analysis/capacity_search.h"
#include "harness/analysis/tally.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"

namespace squall {

/// Operations of one load that were due in [from, until). Iterations that the harness itself did
/// not start are counted apart: they say nothing of the system.
class CapacityStepFold {
 public:
  CapacityStepFold(std::uint8_t load, Nanoseconds from, Nanoseconds until)
      : load_(load), from_(from), until_(until) {}

  /// In any order, but for the operations of one iteration, which come in theirs.
  void add(const Attempt& attempt);

  Nanoseconds from() const { return from_; }
  Nanoseconds until() const { return until_; }
  Nanoseconds length() const { return until_ - from_; }
  const Tally& tally() const { return tally_; }
  std::uint64_t missed() const { return missed_; }

 private:
  std::uint8_t load_;
  Nanoseconds from_, until_;
  Tally tally_;
  std::uint64_t missed_ = 0;
  std::optional<std::uint32_t> missed_iteration_;  ///< The newest.
};

struct StepJudgement {
  StepVerdict verdict = StepVerdict::kHeld;
  std::string reason;  ///< Why it did not hold.
};

/// The harness was the limit where it began more than 1 % of the iterations later than the search
/// allows, or where it missed starts although what it sent was served well; else the step broke if
/// a condition does not hold (or has no value).
StepJudgement judge_step(const CapacitySpec& spec, const CapacityStepFold& step);

}  // namespace squall

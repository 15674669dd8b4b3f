#include "harness/analysis/capacity_search.h"

namespace squall {

std::string_view name(StepVerdict verdict) {
  switch (verdict) {
    case StepVerdict::kHeld:
      return "held";
    case StepVerdict::kBroke:
      return "broke";
    case StepVerdict::kHarnessLimit:
      return "harness_limit";
  }
  return "?";
}

std::string_view name(CapacityResult result) {
  switch (result) {
    case CapacityResult::kFound:
      return "found";
    case CapacityResult::kAtLeast:
      return "at_least";
    case CapacityResult::kNoneHeld:
      return "none_held";
    case CapacityResult::kHarnessLimit:
      return "harness_limit";
  }
  return "?";
}

std::optional<double> CapacitySearch::next() const {
  if (limited_) return std::nullopt;
  if (!broke_ && held_ >= spec_.to_per_s) return std::nullopt;
  if (!broke_) return rate_of_step(spec_, climbed_);
  if (held_ <= 0 || refined_ >= spec_.refine) return std::nullopt;
  return (held_ + *broke_) / 2;
}

void CapacitySearch::add(StepVerdict verdict) {
  const auto rate = next();
  if (!rate) return;
  if (broke_) {
    ++refined_;
  } else {
    ++climbed_;
  }
  if (verdict == StepVerdict::kHeld) held_ = *rate;
  if (verdict == StepVerdict::kHarnessLimit && broke_) refined_ = spec_.refine;  // It stays coarse.
  if (verdict == StepVerdict::kHarnessLimit && !broke_) limited_ = true;
  if (verdict == StepVerdict::kBroke) broke_ = *rate;
}

CapacityResult CapacitySearch::result() const {
  if (limited_) return CapacityResult::kHarnessLimit;
  if (held_ <= 0) return CapacityResult::kNoneHeld;
  return broke_ ? CapacityResult::kFound : CapacityResult::kAtLeast;
}

}  // namespace squall

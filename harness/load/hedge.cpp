#include "harness/load/hedge.h"

#include <algorithm>
#include <cmath>

namespace squall {

HedgeDelay::HedgeDelay(const HedgePolicy& policy)
    : percentile_(policy.after ? 0 : policy.percentile), delay_(policy.after) {
  if (percentile_ <= 0) return;
  last_.reserve(kWindow);
  sorted_.reserve(kWindow);
}

void HedgeDelay::add(Nanoseconds took) {
  if (percentile_ <= 0) return;
  if (last_.size() < kWindow) {
    last_.push_back(took);
  } else {
    last_[next_] = took;
  }
  next_ = (next_ + 1) % kWindow;
  ++stale_;
  if (last_.size() >= kLeast && (stale_ >= kRefresh || !delay_)) refresh();
}

void HedgeDelay::refresh() {
  stale_ = 0;
  sorted_.assign(last_.begin(), last_.end());
  // By nearest rank. The percentile is multiplied first: 99.9 % of 1000 is 999 exactly.
  const auto rank = std::ceil(percentile_ * static_cast<double>(sorted_.size()) / 100);
  const auto place = sorted_.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::nth_element(sorted_.begin(), place, sorted_.end());
  delay_ = *place;
}

}  // namespace squall

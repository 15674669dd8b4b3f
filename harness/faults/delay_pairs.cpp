#include "harness/faults/delay_pairs.h"

#include <algorithm>

namespace squall {
namespace {

constexpr std::size_t kFewestAlike = 2, kMostAlike = 5;
constexpr std::size_t kFewestDrawn = 3, kMostDrawn = 9;

}  // namespace

DelayPairs::DelayPairs(Nanoseconds delay, Nanoseconds jitter, int directions)
    : least_(directions * std::max(delay - jitter, delay / 4)), drawn_(jitter > Nanoseconds{}) {}

void DelayPairs::add(Nanoseconds direct, Nanoseconds delayed) {
  direct_.push_back(direct);
  delayed_.push_back(delayed);
}

bool DelayPairs::wants_more() const {
  const std::size_t taken = direct_.size();
  if (taken < (drawn_ ? kFewestDrawn : kFewestAlike)) return true;
  return taken < (drawn_ ? kMostDrawn : kMostAlike) && !proven();
}

bool DelayPairs::proven() const {
  return !direct_.empty() && delayed() - direct() >= least_ * 8 / 10;
}

Nanoseconds DelayPairs::speaking(std::vector<Nanoseconds> all) const {
  std::sort(all.begin(), all.end());
  return all[drawn_ ? (all.size() - 1) / 2 : 0];
}

}  // namespace squall

#include "harness/analysis/sliding.h"

#include <algorithm>
#include <numeric>

namespace squall {
namespace {

Nanoseconds choose_slot(const Condition& condition) {
  std::int64_t slot = SlidingWindows::kStep.count();
  for (const MetricUse* use : metrics_of(condition)) {
    if (use->window) slot = std::gcd(slot, use->window->count());
  }
  return std::max(Nanoseconds(slot), SlidingWindows::kShortestSlot);
}

}  // namespace

SlidingWindows::SlidingWindows(const Condition& condition, Nanoseconds phase_start)
    : condition_(&condition),
      wants_(wants_of(condition)),
      start_(phase_start),
      slot_(choose_slot(condition)) {}

void SlidingWindows::add(const Attempt& attempt) {
  const auto number = static_cast<std::size_t>((attempt.intended - start_) / slot_);
  if (number >= slots_.size()) slots_.resize(number + 1);
  slots_[number].add(attempt, wants_);
}

std::int64_t SlidingWindows::slots_in(Nanoseconds window) const {
  return (window + slot_ - Nanoseconds(1)) / slot_;
}

Tally SlidingWindows::sum(std::int64_t first_slot, std::int64_t end_slot) const {
  Tally sum;
  const auto end = std::min(end_slot, static_cast<std::int64_t>(slots_.size()));
  for (std::int64_t i = first_slot; i < end; ++i) sum.merge(slots_[static_cast<std::size_t>(i)]);
  return sum;
}

void SlidingWindows::evaluate_all(Nanoseconds phase_end, const MetricLookup& whole,
                                  const Visit& visit) const {
  const std::int64_t longest = slots_in(longest_window(*condition_));
  const std::int64_t step = std::max<std::int64_t>(1, kStep / slot_);
  for (std::int64_t end = longest; start_ + end * slot_ <= phase_end; end += step) {
    const auto lookup = [&](const MetricUse& use) -> std::optional<double> {
      if (!use.window || use.scope != MetricUse::Scope::kHere) return whole(use);
      const std::int64_t count = slots_in(*use.window);
      return sum(end - count, end).value(use, count * slot_);
    };
    visit(start_ + end * slot_, evaluate(*condition_, lookup));
  }
}

}  // namespace squall

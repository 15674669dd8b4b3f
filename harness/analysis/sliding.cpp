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

/// Sums over a window of `count` slots that only moves forward; each slot is added a few times in
/// all, not once for each window that holds it (van Herk, 1992): a window is the tail of one block
/// of `count` slots and the head of the next.
class SlidingSum {
 public:
  SlidingSum(const std::vector<WindowTally>& slots, std::int64_t count)
      : slots_(slots), count_(count) {}

  std::int64_t count() const { return count_; }

  /// The sum of the slots [end - count, end); `end` is at least `count` and never decreases.
  WindowTally until(std::int64_t end) {
    const std::int64_t first = end - count_;
    if (first / count_ != block_) begin_block(first / count_);
    for (; head_end_ < end; ++head_end_) head_.merge(slot(head_end_));
    WindowTally sum = tails_[static_cast<std::size_t>(first - block_ * count_)];
    sum.merge(head_);
    return sum;
  }

 private:
  void begin_block(std::int64_t block) {
    block_ = block;
    tails_.assign(static_cast<std::size_t>(count_) + 1, {});
    for (std::int64_t i = count_ - 1; i >= 0; --i) {
      WindowTally& tail = tails_[static_cast<std::size_t>(i)];
      tail = tails_[static_cast<std::size_t>(i) + 1];
      tail.merge(slot(block * count_ + i));
    }
    head_ = {};
    head_end_ = (block + 1) * count_;
  }

  const WindowTally& slot(std::int64_t number) const {
    static const WindowTally kEmpty;
    const auto place = static_cast<std::size_t>(number);
    return place < slots_.size() ? slots_[place] : kEmpty;
  }

  const std::vector<WindowTally>& slots_;
  std::int64_t count_;
  std::int64_t block_ = -1;
  std::vector<WindowTally> tails_;  ///< From each slot of the block to the block's end.
  WindowTally head_;                ///< From the next block's start to `head_end_`.
  std::int64_t head_end_ = 0;
};

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

void SlidingWindows::evaluate_all(Nanoseconds phase_end, const MetricLookup& whole,
                                  const Visit& visit) const {
  const std::int64_t longest = slots_in(longest_window(*condition_));
  const std::int64_t step = std::max<std::int64_t>(1, kStep / slot_);
  std::vector<SlidingSum> sums;  // One for each window of the condition.
  for (const MetricUse* use : metrics_of(*condition_)) {
    if (use->window) sums.emplace_back(slots_, slots_in(*use->window));
  }
  for (std::int64_t end = longest; start_ + end * slot_ <= phase_end; end += step) {
    const auto lookup = [&](const MetricUse& use) -> std::optional<double> {
      if (!use.window || use.scope != MetricUse::Scope::kHere) return whole(use);
      const std::int64_t count = slots_in(*use.window);
      const auto sum = std::find_if(sums.begin(), sums.end(), [count](const SlidingSum& each) {
        return each.count() == count;
      });
      return sum->until(end).value(use, count * slot_);
    };
    visit(start_ + end * slot_, evaluate(*condition_, lookup));
  }
}

}  // namespace squall

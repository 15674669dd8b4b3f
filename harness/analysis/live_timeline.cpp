#include "harness/analysis/live_timeline.h"

#include <algorithm>

#include "harness/analysis/timeline.h"

namespace squall {
namespace {

constexpr Nanoseconds kWindow = std::chrono::seconds(1);

std::int64_t number_of(Nanoseconds time) { return std::max<std::int64_t>(0, time / kWindow); }

}  // namespace

void LiveTimeline::on_attempts(std::span<const Attempt> attempts) {
  const std::lock_guard lock(mutex_);
  for (const Attempt& attempt : attempts) {
    if (!counts_in_metrics(attempt)) continue;
    if (Second* second = at(attempt.intended)) {
      second->due.add(attempt, {.response = true, .service = true});
      second->changed = true;
    }
    Second* second = at(attempt.intended + attempt.end);
    if (second == nullptr) continue;
    second->changed = true;
    if (answered(attempt)) ++second->ended_answers;
    if (attempt.final && attempt.operation_outcome == Outcome::kOk) ++second->ended_ok;
  }
}

LiveTimeline::Second* LiveTimeline::at(Nanoseconds time) {
  const std::int64_t number = number_of(time);
  if (first_ < 0) first_ = number;
  reach(number);
  const std::int64_t first_open = first_ + static_cast<std::int64_t>(finished_.size());
  if (number < first_open) return nullptr;
  return &open_[static_cast<std::size_t>(number - first_open)];
}

// Seconds up to this one are there, and those that are over for long are finished.
void LiveTimeline::reach(std::int64_t number) {
  const auto count = [this] { return static_cast<std::int64_t>(finished_.size() + open_.size()); };
  while (first_ + count() <= number) open_.emplace_back();
  while (static_cast<std::int64_t>(open_.size()) > kKeptOpen) {
    const std::int64_t oldest = first_ + static_cast<std::int64_t>(finished_.size());
    finished_.push_back(window(open_.front(), oldest, Nanoseconds::max()));
    open_.pop_front();
  }
}

TimelineWindow LiveTimeline::window(const Second& second, std::int64_t number,
                                    Nanoseconds now) const {
  const Nanoseconds start = number * kWindow;
  const Nanoseconds end = std::max(start + kWindow / 10, std::min(now, start + kWindow));
  return window_of(second.due, second.ended_answers, second.ended_ok, start, end);
}

std::vector<TimelineWindow> LiveTimeline::windows(Nanoseconds now) const {
  const std::lock_guard lock(mutex_);
  std::vector<TimelineWindow> all = finished_;
  std::int64_t number = first_ + static_cast<std::int64_t>(finished_.size());
  for (const Second& second : open_) all.push_back(window(second, number++, now));
  return all;
}

std::vector<TimelineWindow> LiveTimeline::take_changed(Nanoseconds now) {
  const std::lock_guard lock(mutex_);
  std::vector<TimelineWindow> changed;
  // Also where nothing comes due: the chart goes on.
  if (first_ >= 0) reach(number_of(now));
  std::int64_t number = first_ + static_cast<std::int64_t>(finished_.size());
  for (Second& second : open_) {
    const bool goes_on = (number + 1) * kWindow > now;
    if (second.changed) changed.push_back(window(second, number, now));
    second.changed = goes_on;
    ++number;
  }
  return changed;
}

}  // namespace squall

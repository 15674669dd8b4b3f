// Timers, and the heap in which an event loop keeps them.
#include "harness/core/timer.h"

#include <utility>

namespace squall {
namespace {

constexpr Nanoseconds kCoarse = std::chrono::milliseconds(1);

SteadyTime rounded_up(SteadyTime time) {
  const Nanoseconds since = time.time_since_epoch();
  return SteadyTime((since + kCoarse - Nanoseconds(1)) / kCoarse * kCoarse);
}

}  // namespace

void Timer::schedule() {
  if (loop_.precision_ == Precision::kCoarse) due_ = rounded_up(due_);
  loop_.insert(*this);
}

void Timer::cancel() {
  if (running()) loop_.remove(*this);
}

SteadyTime EventLoop::next_due() const {
  return timers_.empty() ? SteadyTime::max() : timers_.front()->due_;
}

void EventLoop::put(Timer& timer, std::size_t place) {
  timers_[place] = &timer;
  timer.place_ = place;
}

void EventLoop::insert(Timer& timer) {
  timers_.push_back(&timer);
  sift_up(timers_.size() - 1);
}

void EventLoop::remove(Timer& timer) {
  const std::size_t place = std::exchange(timer.place_, Timer::kNone);
  Timer& last = *timers_.back();
  timers_.pop_back();
  if (&last == &timer) return;
  put(last, place);
  sift_up(place);
  sift_down(last.place_);
}

void EventLoop::sift_up(std::size_t place) {
  Timer& timer = *timers_[place];
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (timers_[parent]->due_ <= timer.due_) break;
    put(*timers_[parent], place);
    place = parent;
  }
  put(timer, place);
}

void EventLoop::sift_down(std::size_t place) {
  Timer& timer = *timers_[place];
  while (true) {
    std::size_t child = 2 * place + 1;
    if (child >= timers_.size()) break;
    if (child + 1 < timers_.size() && timers_[child + 1]->due_ < timers_[child]->due_) ++child;
    if (timer.due_ <= timers_[child]->due_) break;
    put(*timers_[child], place);
    place = child;
  }
  put(timer, place);
}

}  // namespace squall

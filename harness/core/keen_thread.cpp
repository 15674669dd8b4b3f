#include "harness/core/keen_thread.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace squall {
namespace {

constexpr int kNicer = 5;  // By how much it is less nice.
constexpr std::uint64_t kShortSliceNs = 100'000, kUsualSlice = 0;
// SCHED_FLAG_RESET_ON_FORK; who is not root may set it, but not take it back.
constexpr std::uint64_t kResetOnFork = 1;
constexpr std::uint32_t kLowest = 1;  // Of the real-time priorities.

// As in linux/sched/types.h, which cannot be included beside sched.h; its first version.
struct SchedulingAttributes {
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = SCHED_OTHER;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

bool set_real_time() {
  SchedulingAttributes attributes;
  attributes.policy = SCHED_RR;
  attributes.priority = kLowest;
  attributes.flags = kResetOnFork;
  return ::syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

bool set_ordinary(int nice, std::uint64_t slice_ns) {
  SchedulingAttributes attributes;
  attributes.flags = kResetOnFork;
  attributes.nice = nice;
  attributes.runtime = slice_ns;
  return ::syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

}  // namespace

void KeenThread::begin() {
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  may_choose_ = ::sched_getscheduler(0) == SCHED_OTHER;  // Else somebody knows better.
  if (!may_choose_) return;
  nice_ = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
  looked_ = steady_now();
  worked_ = thread_busy();
  set_real_time(true);
}

void KeenThread::adjust() {
  if (!may_choose_) return;
  const SteadyTime now = steady_now();
  if (now - looked_ < kAdjustAfter) return;
  const Nanoseconds worked = thread_busy();
  const bool wanted = prefers_real_time(real_time_, worked - worked_, now - looked_);
  looked_ = now;
  worked_ = worked;
  if (wanted != real_time_) set_real_time(wanted);
}

void KeenThread::end() {
  ::prctl(PR_SET_TIMERSLACK, 0UL, 0UL, 0UL, 0UL);  // As it was when the thread began.
  if (may_choose_) set_ordinary(nice_, kUsualSlice);
  may_choose_ = real_time_ = false;
}

bool KeenThread::prefers_real_time(bool is, Nanoseconds busy, Nanoseconds time) {
  return busy < (is ? time / 2 : time / 4);
}

void KeenThread::set_real_time(bool on) {
  real_time_ = on && squall::set_real_time();
  if (real_time_) return;
  may_choose_ = !on;  // It may not: there is no point in asking again.
  if (when_busy_ == WhenBusy::kPlain) {
    set_ordinary(nice_, kUsualSlice);
  } else if (!set_ordinary(nice_ - kNicer, kShortSliceNs)) {
    set_ordinary(nice_, kShortSliceNs);
  }
}

}  // namespace squall

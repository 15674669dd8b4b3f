#include "harness/load/keen_thread.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace squall {
namespace {

constexpr int kNicer = 5;  // By how much it is less nice.
constexpr std::uint64_t kSliceNs = 100'000;

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

bool set_attributes(int nice) {
  SchedulingAttributes attributes;
  attributes.nice = nice;
  attributes.runtime = kSliceNs;
  return ::syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

}  // namespace

void make_this_thread_keen() {
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  if (::sched_getscheduler(0) != SCHED_OTHER) return;  // Somebody knows better.
  const auto thread = static_cast<id_t>(::gettid());
  const int nice = ::getpriority(PRIO_PROCESS, thread);
  if (!set_attributes(nice - kNicer)) set_attributes(nice);
}

}  // namespace squall

#include "harness/core/keen_thread.h"

#include <sched.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace squall;
using namespace std::chrono_literals;

namespace {

bool may_be_real_time() {
  const sched_param lowest{1};
  const int before = ::sched_getscheduler(0);
  if (::sched_setscheduler(0, SCHED_RR, &lowest) != 0) return false;
  const sched_param none{0};
  ::sched_setscheduler(0, before, &none);
  return true;
}

}  // namespace

TEST_CASE("a thread with little to do is kept in real time, a busy one is not") {
  CHECK(KeenThread::prefers_real_time(false, 10ms, 100ms));
  CHECK_FALSE(KeenThread::prefers_real_time(false, 30ms, 100ms));
  CHECK(KeenThread::prefers_real_time(true, 30ms, 100ms));
  CHECK_FALSE(KeenThread::prefers_real_time(true, 60ms, 100ms));
}

TEST_CASE("a keen thread is a real-time thread where it may be, and what it starts is not") {
  std::thread([] {
    const bool may = may_be_real_time();
    KeenThread keen(KeenThread::WhenBusy::kKeen);
    keen.begin();
    const int policy = ::sched_getscheduler(0);
    CHECK((policy & ~SCHED_RESET_ON_FORK) == (may ? SCHED_RR : SCHED_OTHER));
    int inherited = -1;
    std::thread([&] { inherited = ::sched_getscheduler(0); }).join();
    CHECK((inherited & ~SCHED_RESET_ON_FORK) == SCHED_OTHER);
    keen.adjust();  // Too soon for a change.
    CHECK(::sched_getscheduler(0) == policy);
    keen.end();
    CHECK((::sched_getscheduler(0) & ~SCHED_RESET_ON_FORK) == SCHED_OTHER);
  }).join();
}

TEST_CASE("a thread that somebody has given a policy keeps it") {
  std::thread([] {
    const sched_param none{0};
    REQUIRE(::sched_setscheduler(0, SCHED_BATCH, &none) == 0);
    KeenThread keen(KeenThread::WhenBusy::kKeen);
    keen.begin();
    CHECK(::sched_getscheduler(0) == SCHED_BATCH);
  }).join();
}

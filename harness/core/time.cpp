#include "harness/core/time.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace squall {
namespace {

using SystemTime = std::chrono::system_clock::time_point;

std::tm utc(SystemTime time) { return fmt::gmtime(std::chrono::system_clock::to_time_t(time)); }

// What a clock of processor time shows; 0 if there is no such clock.
Nanoseconds shown_by(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
}

}  // namespace

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

Nanoseconds thread_busy() { return shown_by(CLOCK_THREAD_CPUTIME_ID); }

Nanoseconds process_busy(std::int64_t pid) {
  clockid_t clock{};
  if (::clock_getcpuclockid(static_cast<pid_t>(pid), &clock) != 0) return {};
  return shown_by(clock);
}

std::string utc_now() {
  const SystemTime now = std::chrono::system_clock::now();
  const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc(now), since_epoch.count() % 1000);
}

Nanoseconds utc_since_1970() { return std::chrono::system_clock::now().time_since_epoch(); }

std::string utc_now_compact() {
  return fmt::format("{:%Y%m%dT%H%M%SZ}", utc(std::chrono::system_clock::now()));
}

}  // namespace squall

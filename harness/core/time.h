// The one clock of a run, and the only place that reads a clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace squall {

using Nanoseconds = std::chrono::nanoseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

/// How exactly a thread keeps its times.
enum class Precision {
  kTimer,   ///< With the kernel's timers.
  kSpin,    ///< Awake while something is due soon.
  kCoarse,  ///< In whole milliseconds.
};
inline constexpr double kNsPerMs = 1e6;

/// Now, on the monotonic clock.
SteadyTime steady_now();

/// How long the calling thread has had a processor.
Nanoseconds thread_busy();

/// The same of a process, with all its threads; of one that is gone: 0.
Nanoseconds process_busy(std::int64_t pid);

/// Now, as UTC in RFC 3339 with milliseconds: "2026-11-21T09:24:00.123Z".
std::string utc_now();

/// Now, as the time since 1970 in UTC, for dates that a target sends.
Nanoseconds utc_since_1970();

/// Now, as UTC for names of files: "20261121T092400Z".
std::string utc_now_compact();

/// The clock of one run: every recorded time is an offset from its start. Copies agree.
class RunClock {
 public:
  RunClock() : start_(steady_now()) {}

  Nanoseconds now() const { return steady_now() - start_; }
  SteadyTime at(Nanoseconds offset) const { return start_ + offset; }
  Nanoseconds offset_of(SteadyTime time) const { return time - start_; }

 private:
  SteadyTime start_;
};

inline double seconds(Nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}
inline double milliseconds(Nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace squall

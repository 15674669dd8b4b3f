// A process, told apart from a later one with the same pid.
#pragma once

#include <cstdint>

namespace squall {

struct ProcessIdentity {
  std::int64_t pid = 0;
  std::uint64_t start_ticks = 0;  ///< Field 22 of /proc/PID/stat.
  bool operator==(const ProcessIdentity&) const = default;
};

}  // namespace squall

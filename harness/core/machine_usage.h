// What the processors of this machine did, as far as /proc/stat knows.
#pragma once

#include <optional>
#include <string>

#include "harness/core/time.h"

namespace squall {

/// Since the machine started, all processors together, in steps of 10 ms.
struct MachineUsage {
  Nanoseconds all{};
  Nanoseconds busy{};
  Nanoseconds stolen{};  ///< Wanted, but the host of this virtual machine gave it to others.
};

/// nullopt: there is no such file, or it cannot be read.
std::optional<MachineUsage> machine_usage();

/// Of the contents of /proc/stat.
std::optional<MachineUsage> machine_usage(const std::string& stat);

}  // namespace squall

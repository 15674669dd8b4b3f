// What the processes of a tree use of the machine.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/proc.h"
#include "harness/core/process_identity.h"
#include "harness/core/time.h"

namespace squall {

/// All processes of a tree together.
struct ProcessUsage {
  std::int64_t rss_bytes = 0;  ///< Resident; pages that are shared count in each process.
  /// Processor time so far, also of children that ended and were waited for.
  Nanoseconds busy{};
  std::int64_t descriptors = 0;
  std::int64_t threads = 0;
  std::int64_t processes = 0;
};

/// The processor time of the processes so far, also of their children that were waited for.
Nanoseconds busy_of(const std::vector<ProcessInfo>& processes);

/// Of `root` and what descends from it or shares its session, among `all`; nullopt: it is gone.
std::optional<ProcessUsage> usage_of_tree(const ProcessIdentity& root,
                                          const std::vector<ProcessInfo>& all = all_processes());

}  // namespace squall

// The second version of cgroups: one hierarchy for all controllers. A group that hands `cpu` down
// holds no processes (but the root), so ours stands in the nearest one above that does.
#pragma once

#include <filesystem>

#include "harness/topology/cgroup.h"

namespace squall::cgroup_v2 {

/// The error: there is none, `cpu` is not handed down, or this process may not make groups there.
/// `proc` is /proc.
Result<CpuGroups> find(const std::filesystem::path& proc = "/proc");

}  // namespace squall::cgroup_v2

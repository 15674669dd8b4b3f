// The first version of cgroups: the controller `cpu` has a hierarchy of its own, in which a group
// may hold both processes and groups.
#pragma once

#include <filesystem>

#include "harness/topology/cgroup.h"

namespace squall::cgroup_v1 {

/// The error: there is none, or this process may not make groups in it. `proc` is /proc.
Result<CpuGroups> find(const std::filesystem::path& proc = "/proc");

}  // namespace squall::cgroup_v1

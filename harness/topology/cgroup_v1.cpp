#include "harness/topology/cgroup_v1.h"

#include <fmt/format.h>

#include "harness/topology/cgroup_mounts.h"

namespace squall::cgroup_v1 {
namespace {

long long microseconds_of(Nanoseconds time) { return time / std::chrono::microseconds(1); }

// The period first: the quota is checked against it.
std::vector<GroupSetting> limit(double share, Nanoseconds period) {
  const auto period_us = microseconds_of(period);
  return {{"cpu.cfs_period_us", std::to_string(period_us)},
          {"cpu.cfs_quota_us", fmt::format("{:.0f}", share * static_cast<double>(period_us))}};
}

std::vector<GroupSetting> no_limit() { return {{"cpu.cfs_quota_us", "-1"}}; }

}  // namespace

Result<CpuGroups> find(const std::filesystem::path& proc) {
  constexpr std::string_view kController = "cpu";
  const auto mount = find_group_mount(proc / "self", "cgroup", kController);
  if (!mount) return fail("there are no groups of version 1 for the processor");
  const auto home = group_folder(proc / "self", kController, *mount);
  if (!std::filesystem::exists(home / "cpu.cfs_quota_us")) {
    return fail(fmt::format("{} has no quota (the kernel lacks CFS_BANDWIDTH)", home.string()));
  }
  if (!may_group_in(home)) return fail(fmt::format("{} may not be written to", home.string()));
  return CpuGroups{"cgroup v1", kController, mount->at, mount->root, home, home, limit, no_limit};
}

}  // namespace squall::cgroup_v1

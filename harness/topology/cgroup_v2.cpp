#include "harness/topology/cgroup_v2.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "harness/core/file.h"
#include "harness/topology/cgroup_mounts.h"

namespace squall::cgroup_v2 {
namespace {

namespace fs = std::filesystem;

std::vector<GroupSetting> limit(double share, Nanoseconds period) {
  const auto period_us = static_cast<double>(period / std::chrono::microseconds(1));
  return {{"cpu.max", fmt::format("{:.0f} {:.0f}", share * period_us, period_us)}};
}

std::vector<GroupSetting> no_limit() { return {{"cpu.max", "max"}}; }

bool hands_down_cpu(const fs::path& group) {
  std::istringstream words(read_file(group / "cgroup.subtree_control").value_or(""));
  const std::istream_iterator<std::string> begin(words), end;
  return std::find(begin, end, "cpu") != end;
}

}  // namespace

Result<CpuGroups> find(const fs::path& proc) {
  const auto mount = find_group_mount(proc / "self", "cgroup2");
  if (!mount) return fail("there are no groups of version 2");
  const fs::path home = group_folder(proc / "self", "", *mount);
  for (fs::path above = home; above.string().starts_with(mount->at.string());
       above = above.parent_path()) {
    if (!hands_down_cpu(above)) continue;
    if (!may_group_in(above)) return fail(fmt::format("{} may not be written to", above.string()));
    return CpuGroups{"cgroup v2", "", mount->at, mount->root, home, above, limit, no_limit};
  }
  return fail(fmt::format("no group above {} hands the controller cpu down", home.string()));
}

}  // namespace squall::cgroup_v2

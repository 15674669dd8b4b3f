// Groups of processes (cgroups) that may have only a share of a processor's time. Processes can be
// moved into one while they run, and so nothing has to be prepared.
//
// What the two versions of the kernel's interface differ in stands in cgroup_v1.h and cgroup_v2.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/time.h"

namespace squall {

/// A text for one of a group's files.
struct GroupSetting {
  std::string file, text;
};

/// The groups of one version, as this process may use them.
struct CpuGroups {
  std::string_view version;     ///< "cgroup v1"
  std::string_view controller;  ///< Its name in /proc/PID/cgroup; "" in version 2.
  std::filesystem::path mount;  ///< Where the hierarchy is mounted.
  std::string root;             ///< Which of its groups that is: "/".
  std::filesystem::path home;   ///< The group of this process, and so of its nodes.
  std::filesystem::path above;  ///< Groups of a run are made in this one.
  std::vector<GroupSetting> (*limit)(double share, Nanoseconds period);
  std::vector<GroupSetting> (*no_limit)();
};

/// Of this machine. The error says what is lacking, and who may.
Result<CpuGroups> find_cpu_groups();

/// Of a process, as /proc says; empty: it is gone.
std::filesystem::path group_of(const CpuGroups& groups, std::int64_t pid);

/// "squall-<run>-<of the run's folder>-<node>-<fault>"; it begins as all those of the run do.
std::string group_name(const std::filesystem::path& run_dir, std::string_view node,
                       std::string_view fault);

/// Makes the group, which must not exist, with its limit: `share` of one processor's time, counted
/// anew in every period.
Result<void> make_group(const CpuGroups& groups, const std::filesystem::path& group, double share,
                        Nanoseconds period);

/// Its processes may have as much as any other again.
Result<void> lift_limit(const CpuGroups& groups, const std::filesystem::path& group);

/// The process with all its threads.
Result<void> move_process(std::int64_t pid, const std::filesystem::path& group);

std::vector<std::int64_t> members(const std::filesystem::path& group);

/// How often the kernel has held the group back.
std::optional<std::uint64_t> times_throttled(const std::filesystem::path& group);

/// Moves whoever is in it to `home`, and removes it. What is wrong; empty: there is no such group.
std::string remove_group(const std::filesystem::path& group, const std::filesystem::path& home);

/// Those of a run that are there.
std::vector<std::filesystem::path> groups_of_run(const std::filesystem::path& run_dir);

/// Removes them; what is wrong with those that are left.
std::vector<std::string> remove_groups_of_run(const std::filesystem::path& run_dir);

}  // namespace squall

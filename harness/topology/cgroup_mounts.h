// Where /proc says that hierarchies of groups are mounted, and which group a process is in.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace squall {

struct GroupMount {
  std::filesystem::path at;
  std::string root;  ///< The group that is mounted there: "/", or a container's own.
};

/// The first one of the file system `type` ("cgroup", "cgroup2") that has `option`, if one is asked
/// for. `process` is its folder in /proc.
std::optional<GroupMount> find_group_mount(const std::filesystem::path& process,
                                           std::string_view type, std::string_view option = {});

/// The line of `controller` in <process>/cgroup, "" being version 2; as a folder.
std::filesystem::path group_folder(const std::filesystem::path& process,
                                   std::string_view controller, const GroupMount& mount);

/// Whether this process may make groups in there, and move processes to and from it.
bool may_group_in(const std::filesystem::path& folder);

}  // namespace squall

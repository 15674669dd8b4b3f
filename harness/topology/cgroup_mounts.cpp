#include "harness/topology/cgroup_mounts.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <vector>

#include "harness/core/file.h"
#include "harness/core/text.h"

namespace squall {

namespace fs = std::filesystem;

std::optional<GroupMount> find_group_mount(const fs::path& process, std::string_view type,
                                           std::string_view option) {
  const auto mounts = read_file(process / "mountinfo");
  for (const std::string& line : split(mounts.value_or(""), '\n')) {
    // id parent major:minor ROOT MOUNTPOINT options [more…] - TYPE source OPTIONS
    std::istringstream words(line);
    const std::vector<std::string> word{std::istream_iterator<std::string>(words), {}};
    const auto dash = std::find(word.begin(), word.end(), "-");
    if (word.end() - dash < 4 || dash - word.begin() < 5 || *(dash + 1) != type) continue;
    const auto options = split(*(dash + 3), ',');
    const bool has = std::find(options.begin(), options.end(), option) != options.end();
    if (option.empty() || has) return GroupMount{word[4], word[3]};
  }
  return std::nullopt;
}

fs::path group_folder(const fs::path& process, std::string_view controller,
                      const GroupMount& mount) {
  const auto groups = read_file(process / "cgroup");
  for (const std::string& line : split(groups.value_or(""), '\n')) {
    // "7:cpu,cpuacct:/a/group", in version 2 "0::/a/group".
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    const auto names = split(line.substr(first + 1, second - first - 1), ',');
    if (std::find(names.begin(), names.end(), controller) == names.end()) continue;
    std::string path = line.substr(second + 1);
    if (mount.root != "/" && path.starts_with(mount.root)) path.erase(0, mount.root.size());
    const fs::path folder = mount.at / fs::path(path).relative_path();
    return folder.has_filename() ? folder : folder.parent_path();
  }
  return {};
}

bool may_group_in(const fs::path& folder) {
  return ::access(folder.c_str(), W_OK | X_OK) == 0 &&
         ::access((folder / "cgroup.procs").c_str(), W_OK) == 0;
}

}  // namespace squall

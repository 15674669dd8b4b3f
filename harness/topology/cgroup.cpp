#include "harness/topology/cgroup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "harness/core/fd.h"
#include "harness/core/file.h"
#include "harness/core/hash.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/topology/cgroup_mounts.h"
#include "harness/topology/cgroup_v1.h"
#include "harness/topology/cgroup_v2.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// A process that has been killed leaves its group only a moment later.
constexpr Nanoseconds kLeaving = std::chrono::seconds(2);
constexpr Nanoseconds kLookAgain = std::chrono::milliseconds(5);
constexpr std::size_t kLongestPart = 60;  // A name has at most 255 bytes.

// The kernel takes a setting in one write, and says at once what is wrong with it.
Result<void> write_setting(const fs::path& file, const std::string& text) {
  const Fd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  const bool written =
      fd && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (written) return {};
  return fail(fmt::format("'{}' to {}: {}", text, file.string(), std::strerror(errno)));
}

Result<void> write_settings(const fs::path& group, const std::vector<GroupSetting>& settings) {
  for (const GroupSetting& setting : settings) {
    if (auto done = write_setting(group / setting.file, setting.text); !done) return done;
  }
  return {};
}

// Two runs can be called the same, in different folders.
std::string prefix_of(const fs::path& run_dir) {
  return fmt::format("squall-{}-{:08x}-", run_dir.filename().string().substr(0, kLongestPart),
                     static_cast<std::uint32_t>(hash64(run_dir.string())));
}

}  // namespace

Result<CpuGroups> find_cpu_groups() {
  auto first = cgroup_v1::find();
  if (first) return first;
  auto second = cgroup_v2::find();
  if (second) return second;
  return fail(fmt::format("{}, and {}", first.error().message, second.error().message));
}

fs::path group_of(const CpuGroups& groups, std::int64_t pid) {
  return group_folder(fmt::format("/proc/{}", pid), groups.controller, {groups.mount, groups.root});
}

std::string group_name(const fs::path& run_dir, std::string_view node, std::string_view fault) {
  return fmt::format("{}{}-{}", prefix_of(run_dir), node.substr(0, kLongestPart),
                     fault.substr(0, kLongestPart));
}

Result<void> make_group(const CpuGroups& groups, const fs::path& group, double share,
                        Nanoseconds period) {
  if (::mkdir(group.c_str(), 0755) != 0) {
    return fail(fmt::format("the group {}: {}", group.string(), std::strerror(errno)));
  }
  return write_settings(group, groups.limit(share, period));
}

Result<void> lift_limit(const CpuGroups& groups, const fs::path& group) {
  return write_settings(group, groups.no_limit());
}

Result<void> move_process(std::int64_t pid, const fs::path& group) {
  return write_setting(group / "cgroup.procs", std::to_string(pid));
}

std::vector<std::int64_t> members(const fs::path& group) {
  std::vector<std::int64_t> pids;
  for (const std::string& line : split(read_file(group / "cgroup.procs").value_or(""), '\n')) {
    if (!line.empty()) pids.push_back(std::strtoll(line.c_str(), nullptr, 10));
  }
  return pids;
}

std::optional<std::uint64_t> times_throttled(const fs::path& group) {
  constexpr std::string_view kName = "nr_throttled ";
  for (const std::string& line : split(read_file(group / "cpu.stat").value_or(""), '\n')) {
    if (line.starts_with(kName)) return std::strtoull(line.c_str() + kName.size(), nullptr, 10);
  }
  return std::nullopt;
}

std::string remove_group(const fs::path& group, const fs::path& home) {
  const SteadyTime deadline = steady_now() + kLeaving;
  while (true) {
    // One that ends meanwhile cannot be moved, and need not be.
    for (const std::int64_t pid : members(group)) (void)move_process(pid, home);
    if (::rmdir(group.c_str()) == 0 || errno == ENOENT) return {};
    const int reason = errno;
    if (steady_now() >= deadline) {
      return fmt::format("the group {} is left: {}", group.string(), std::strerror(reason));
    }
    wait_for(std::stop_token{}, kLookAgain);
  }
}

std::vector<fs::path> groups_of_run(const fs::path& run_dir) {
  std::vector<fs::path> found;
  const auto groups = find_cpu_groups();
  if (!groups) return found;
  const std::string prefix = prefix_of(run_dir);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(groups->above, error)) {
    if (entry.path().filename().string().starts_with(prefix)) found.push_back(entry.path());
  }
  return found;
}

std::vector<std::string> remove_groups_of_run(const fs::path& run_dir) {
  std::vector<std::string> left;
  const auto groups = find_cpu_groups();
  for (const fs::path& group : groups_of_run(run_dir)) {
    if (std::string wrong = remove_group(group, groups->home); !wrong.empty()) {
      left.push_back(std::move(wrong));
    }
  }
  return left;
}

}  // namespace squall

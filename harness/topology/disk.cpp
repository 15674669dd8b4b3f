#include "harness/topology/disk.h"

#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/core/file.h"
#include "harness/core/text.h"
#include "harness/topology/programs.h"
#include "harness/topology/undo_actions.h"

namespace squall {

namespace fs = std::filesystem;

namespace {

// As the table of mounts writes it: what would part its words is written in octal.
std::string as_in_table(const fs::path& folder) {
  std::string text;
  for (const char c : folder.string()) {
    const bool odd = c == ' ' || c == '\t' || c == '\n' || c == '\\';
    text += odd ? fmt::format("\\{:03o}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return text;
}

// Of one who is not root, for whom a set-uid program has mounted it.
Result<std::string> unmount_as_user(const fs::path& folder) {
  const auto program = find_program("fusermount3");
  if (!program) return fail("there is no fusermount3");
  return run_undo({program->string(), "-u", "-z", folder.string()}, "/");
}

}  // namespace

Result<void> mount_disk(const fs::path& folder, double bytes) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(fmt::format("{}: {}", folder.string(), error.message()));
  const std::string options = fmt::format("size={:.0f},mode=0755", bytes);
  if (::mount("squall", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) == 0) {
    return {};
  }
  const int reason = errno;
  return fail(fmt::format("a disk of {}'s own cannot be mounted: {}{}", folder.filename().string(),
                          std::strerror(reason),
                          reason == EPERM ? " (only root may, or who runs `unshare -rm`)" : ""));
}

// Not by looking at the folder: a disk whose server is gone, or slow, cannot be looked at.
int mounts_on(const fs::path& folder) {
  std::error_code error;
  const fs::path above = fs::canonical(folder.parent_path(), error);
  const std::string wanted = as_in_table(error ? folder : above / folder.filename());
  const auto table = read_file("/proc/self/mountinfo");
  const auto lines = split(table.value_or(""), '\n');
  return static_cast<int>(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
    const auto words = split(line, ' ');  // id parent major:minor root PLACE …
    return words.size() > 4 && words[4] == wanted;
  }));
}

bool is_disk(const fs::path& folder) { return mounts_on(folder) > 0; }

std::string unmount_disk(const fs::path& folder) {
  while (is_disk(folder)) {
    if (::umount2(folder.c_str(), MNT_DETACH) == 0) continue;
    std::string why = std::strerror(errno);
    if (::geteuid() != 0) {
      const auto done = unmount_as_user(folder);
      if (done) continue;
      why = done.error().message;
    }
    return fmt::format("{} is still mounted: {}", folder.string(), why);
  }
  return {};
}

}  // namespace squall

#include "harness/topology/disk.h"

#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace squall {

namespace fs = std::filesystem;

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

bool is_disk(const fs::path& folder) {
  struct stat inside {
  }, outside{};
  const bool both =
      ::lstat(folder.c_str(), &inside) == 0 && ::lstat(folder.parent_path().c_str(), &outside) == 0;
  return both && inside.st_dev != outside.st_dev;
}

std::string unmount_disk(const fs::path& folder) {
  if (::umount2(folder.c_str(), MNT_DETACH) == 0) return {};
  return fmt::format("{} is still mounted: {}", folder.string(), std::strerror(errno));
}

}  // namespace squall

#include "harness/topology/slow_disk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/topology/disk.h"
#include "harness/topology/logs.h"
#include "harness/topology/pass_through.h"
#include "harness/topology/programs.h"

namespace squall {
namespace {

constexpr Nanoseconds kMountPatience = std::chrono::seconds(20);
constexpr Nanoseconds kMountPoll = std::chrono::milliseconds(2);

}  // namespace

Result<void> may_mount_slow_disk() {
  const Fd device(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
  if (!device) return fail(fmt::format("/dev/fuse: {}", std::strerror(errno)));
  if (::geteuid() == 0 || find_program("fusermount3")) return {};
  return fail("who is not root needs fusermount3: install Debian's package fuse3");
}

Result<std::shared_ptr<SlowDisk>> SlowDisk::mount(const Place& place, Reaper& reaper) {
  std::error_code error;
  std::filesystem::create_directories(place.folder, error);
  Fd beneath(::open(place.folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!beneath) return fail(fmt::format("{}: {}", place.folder.string(), std::strerror(errno)));
  auto delay = create_delay(place.control);
  if (!delay) return tl::unexpected(delay.error());
  SpawnRequest request;
  request.argv = slow_disk_command(place.folder, place.control);
  const char* const path = std::getenv("PATH");
  request.env = {place.mark, fmt::format("PATH={}", path == nullptr ? "/usr/bin:/bin" : path)};
  request.cwd = "/";
  request.log = place.log;
  const int before = mounts_on(place.folder);
  auto server = reaper.spawn(request);
  if (!server) return tl::unexpected(server.error());
  const SteadyTime deadline = steady_now() + kMountPatience;
  while (mounts_on(place.folder) == before) {
    if (!(*server)->exited() && steady_now() < deadline) {
      wait_for({}, kMountPoll);
      continue;
    }
    return fail(fmt::format("a slow disk cannot be mounted on {}: {}", place.folder.string(),
                            join_names(log_tail(place.log, 3))));
  }
  std::filesystem::remove(place.control, error);  // Both have it mapped.
  return std::shared_ptr<SlowDisk>(
      new SlowDisk(std::move(*delay), std::move(beneath), std::move(*server)));
}

std::filesystem::path SlowDisk::beneath() const {
  return fmt::format("/proc/self/fd/{}", beneath_.get());
}

}  // namespace squall

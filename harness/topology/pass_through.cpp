#include "harness/topology/pass_through.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "harness/core/fd.h"
#include "harness/topology/disk_delay.h"
#include "harness/topology/fuse_operations.h"

namespace squall {
namespace {

constexpr std::string_view kSlowDiskCommand = "__slow-disk";

int serve(const std::string& folder, const std::string& delay_file) {
  auto delay = open_delay(delay_file);
  // Opened before it is covered, so that this is what lies beneath.
  const Fd beneath(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!delay || !beneath) {
    fmt::print(stderr, "{}\n", delay ? folder + " cannot be opened" : delay.error().message);
    return 1;
  }
  ::umask(0);
  Backing backing{beneath.get(), DiskDelayer(*delay)};
  return serve_fuse(folder, backing);
}

}  // namespace

std::optional<int> run_as_slow_disk(int argc, char** argv) {
  if (argc != 4 || argv[1] != kSlowDiskCommand) return std::nullopt;
  ::prctl(PR_SET_NAME, "squall-disk");
  return serve(argv[2], argv[3]);
}

std::vector<std::string> slow_disk_command(const std::filesystem::path& folder,
                                           const std::filesystem::path& delay) {
  return {std::filesystem::read_symlink("/proc/self/exe").string(), std::string(kSlowDiskCommand),
          folder.string(), delay.string()};
}

}  // namespace squall

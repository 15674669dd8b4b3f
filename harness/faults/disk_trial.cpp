#include "harness/faults/disk_trial.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "harness/core/fd.h"

namespace squall {
namespace {

constexpr std::size_t kBlock = 4096;        // Direct access wants whole ones.
constexpr std::size_t kMost = 32 * kBlock;  // In one request of FUSE.
constexpr std::string_view kTrialFile = ".squall-slow-trial";

}  // namespace

DiskTrial::DiskTrial(std::size_t bytes)
    : bytes_(std::clamp(bytes / kBlock * kBlock, kBlock, kMost)) {}

Result<Nanoseconds> DiskTrial::run(const std::filesystem::path& folder, Cache cache) const {
  const std::string file = (folder / kTrialFile).string();
  const std::unique_ptr<void, decltype(&std::free)> block(std::aligned_alloc(kBlock, bytes_),
                                                          std::free);
  std::memset(block.get(), 's', bytes_);
  const int direct = cache == Cache::kAvoided ? O_DIRECT : 0;
  const SteadyTime begin = steady_now();
  const Fd disk(::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | direct, 0600));
  const auto all = static_cast<ssize_t>(bytes_);
  const bool worked = disk && ::pwrite(disk.get(), block.get(), bytes_, 0) == all &&
                      ::fsync(disk.get()) == 0 &&
                      ::pread(disk.get(), block.get(), bytes_, 0) == all;
  const int reason = errno;
  const SteadyTime end = steady_now();
  ::unlink(file.c_str());
  if (!worked) return fail(fmt::format("{}: {}", file, std::strerror(reason)));
  return end - begin;
}

}  // namespace squall

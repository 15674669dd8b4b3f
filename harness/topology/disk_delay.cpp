#include "harness/topology/disk_delay.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/core/fd.h"
#include "harness/core/wait.h"

namespace squall {
namespace {

// After this time one that waits sees that the delay has changed.
constexpr Nanoseconds kLookAt = std::chrono::milliseconds(5);

Result<SharedDelay> map_delay(const std::filesystem::path& file, int flags) {
  const Fd fd(::open(file.c_str(), flags | O_RDWR | O_CLOEXEC, 0600));
  if (!fd || ::ftruncate(fd.get(), sizeof(DiskDelay)) != 0) {
    return fail(fmt::format("{}: {}", file.string(), std::strerror(errno)));
  }
  void* const page =
      ::mmap(nullptr, sizeof(DiskDelay), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (page == MAP_FAILED) return fail(fmt::format("{}: {}", file.string(), std::strerror(errno)));
  // A new file is all 0, which is what its fields begin with.
  return SharedDelay(static_cast<DiskDelay*>(page),
                     [](DiskDelay* delay) { ::munmap(delay, sizeof(DiskDelay)); });
}

}  // namespace

void DiskDelay::set(Nanoseconds latency, std::int64_t bytes, std::uint32_t chosen) {
  latency_ns = latency.count();
  bytes_per_s = bytes;
  operations = chosen;
  ++change;
}

Result<SharedDelay> create_delay(const std::filesystem::path& file) {
  return map_delay(file, O_CREAT | O_EXCL);
}

Result<SharedDelay> open_delay(const std::filesystem::path& file) { return map_delay(file, 0); }

void DiskDelayer::wait(DiskOperation operation, std::size_t bytes) {
  if (!delay_->delays(operation)) return;
  const std::uint32_t change = delay_->change;
  const SteadyTime begin = steady_now();
  const SteadyTime end = begin + Nanoseconds(delay_->latency_ns.load()) +
                         turn(bytes, begin.time_since_epoch(), change);
  while (delay_->change == change && steady_now() < end) {
    wait_until({}, std::min(end, steady_now() + kLookAt));
  }
}

// How long it takes until these bytes have passed, after those that came before.
Nanoseconds DiskDelayer::turn(std::size_t bytes, Nanoseconds now, std::uint32_t change) {
  const std::int64_t rate = delay_->bytes_per_s;
  if (rate <= 0 || bytes == 0) return {};
  const auto takes =
      static_cast<std::int64_t>(static_cast<double>(bytes) * 1e9 / static_cast<double>(rate));
  const std::scoped_lock lock(mutex_);
  // What stood in the queue of another delay has passed with that.
  if (std::exchange(queue_of_, change) != change) free_at_ = now;
  free_at_ = std::max(free_at_, now) + Nanoseconds(takes);
  return free_at_ - now;
}

}  // namespace squall

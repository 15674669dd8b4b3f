// How slow a slow disk is now: a page of memory that the harness writes and the disk's server
// reads, so that a fault begins and ends at once, whatever the disk is doing.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "harness/core/error.h"
#include "harness/core/time.h"

namespace squall {

/// What can be delayed.
enum class DiskOperation : std::uint32_t { kWrite = 1, kSync = 2, kRead = 4, kOpen = 8 };

/// In shared memory; all 0 is no delay.
struct DiskDelay {
  std::atomic<std::int64_t> latency_ns;
  std::atomic<std::int64_t> bytes_per_s;  ///< Of reads and writes; 0: as many as there are.
  std::atomic<std::uint32_t> operations;  ///< DiskOperation; only these are delayed.
  std::atomic<std::uint32_t> change;      ///< Counted up: who waits looks again.

  bool is_on() const { return operations.load() != 0; }
  bool delays(DiskOperation operation) const {
    return (operations.load() & static_cast<std::uint32_t>(operation)) != 0;
  }
  void set(Nanoseconds latency, std::int64_t bytes, std::uint32_t chosen);
  void set_off() { set({}, 0, 0); }
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

using SharedDelay = std::shared_ptr<DiskDelay>;

/// Makes the file and maps it.
Result<SharedDelay> create_delay(const std::filesystem::path& file);

/// Maps one that create_delay has made.
Result<SharedDelay> open_delay(const std::filesystem::path& file);

/// Waits as long as `operation` on `bytes` has to now; ends early when the delay is changed.
/// Thread-safe: operations wait at the same time, but share the bytes per second.
class DiskDelayer {
 public:
  explicit DiskDelayer(SharedDelay delay) : delay_(std::move(delay)) {}
  void wait(DiskOperation operation, std::size_t bytes = 0);

 private:
  Nanoseconds turn(std::size_t bytes, Nanoseconds now, std::uint32_t change);

  const SharedDelay delay_;
  std::mutex mutex_;
  std::uint32_t queue_of_ = 0;  ///< DiskDelay::change when the queue began.
  Nanoseconds free_at_{};       ///< When what was let through before has passed.
};

}  // namespace squall

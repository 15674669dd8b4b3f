// How long a small file takes on a disk.
#pragma once

#include <cstddef>
#include <filesystem>

#include "harness/core/error.h"
#include "harness/core/time.h"

namespace squall {

class DiskTrial {
 public:
  /// `bytes` are rounded, and kept within what a disk takes at once.
  explicit DiskTrial(std::size_t bytes);

  enum class Cache { kUsed, kAvoided };

  /// Makes a file in the folder, writes, syncs, reads and removes it: the time of all that.
  Result<Nanoseconds> run(const std::filesystem::path& folder, Cache cache) const;

  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_;
};

}  // namespace squall

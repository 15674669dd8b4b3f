// One run at a time: locks that the kernel gives back when their holders are gone.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>

#include "harness/core/error.h"
#include "harness/core/fd.h"
#include "harness/core/time.h"

namespace squall {

/// Held until it is destroyed, and as long as a copy of its descriptor is open in another process.
class PathLock {
 public:
  PathLock() = default;
  PathLock(PathLock&&) noexcept = default;
  PathLock& operator=(PathLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(file_, other.file_);
    return *this;
  }
  ~PathLock();  ///< Removes the file as well.

  /// Locks `path` (which need not be writable: the lock lies in the user's runtime folder) for
  /// `purpose`. Waits for up to `patience` while another process holds it; if that one is dead, a
  /// few seconds in any case, as its reaper is still clearing up. The error names the holder.
  static Result<PathLock> take(const std::filesystem::path& path, const std::string& purpose,
                               Nanoseconds patience, std::stop_token stop);

  /// A copy of the descriptor of a lock, as another process was given it.
  static PathLock adopt(Fd fd);

  int descriptor() const { return fd_.get(); }
  explicit operator bool() const { return static_cast<bool>(fd_); }

 private:
  PathLock(Fd fd, std::string file) : fd_(std::move(fd)), file_(std::move(file)) {}

  Fd fd_;
  std::string file_;
};

}  // namespace squall

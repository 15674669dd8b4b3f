// A kernel pipe through which bytes go from one socket to another without being copied.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "harness/core/fd.h"

namespace squall {

struct Pipe {
  Fd read, write;
  std::size_t held = 0;  ///< Bytes in it.
};

/// Pipes that are empty and not in use. Of one thread.
class PipePool {
 public:
  static constexpr int kBytes = 1 << 20;
  static constexpr std::size_t kMostIdle = 16;

  /// nullptr: the process has no descriptors left.
  std::unique_ptr<Pipe> take() {
    if (!idle_.empty()) {
      auto pipe = std::move(idle_.back());
      idle_.pop_back();
      return pipe;
    }
    int ends[2];
    if (::pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return nullptr;
    auto pipe = std::make_unique<Pipe>(Pipe{Fd(ends[0]), Fd(ends[1])});
    ::fcntl(ends[1], F_SETPIPE_SZ, kBytes);  // As much as it may; a smaller one works as well.
    return pipe;
  }

  void give_back(std::unique_ptr<Pipe> pipe) {
    if (pipe->held == 0 && idle_.size() < kMostIdle) idle_.push_back(std::move(pipe));
  }

 private:
  std::vector<std::unique_ptr<Pipe>> idle_;
};

}  // namespace squall

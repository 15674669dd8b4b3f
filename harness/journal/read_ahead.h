// Decodes records on a thread of its own, ahead of who folds them.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "harness/model/attempt.h"

namespace squall {

/// A bounded queue between two threads. Batches come in the order of the source, so that what is
/// folded does not depend on the threads.
class ReadAhead {
 public:
  /// Appends the next attempts, a block or so, to the batch; false: there are no more. Must not
  /// throw, and must stay valid as long as this.
  using Source = std::function<bool(std::vector<Attempt>&)>;

  explicit ReadAhead(Source source);
  ~ReadAhead();  ///< Also before the end of the source.
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// Valid until the next call; empty at the end.
  std::span<const Attempt> next();

 private:
  static constexpr std::size_t kBatches = 4;
  static constexpr std::size_t kBatchAttempts = 4096;

  void run();
  bool fill(std::vector<Attempt>& batch);  ///< False: the source has no more.

  Source source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<std::vector<Attempt>, kBatches> batches_;
  std::size_t filled_ = 0;  ///< Batches so far; the next one is filled_ % kBatches.
  std::size_t taken_ = 0;   ///< Given back by the reader, so that they can be filled again.
  bool reading_ = false;    ///< The reader holds batch taken_ % kBatches.
  bool ended_ = false, stopped_ = false;
  std::thread thread_;
};

}  // namespace squall

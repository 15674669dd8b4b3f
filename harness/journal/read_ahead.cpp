#include "harness/journal/read_ahead.h"

#include <utility>

namespace squall {

ReadAhead::ReadAhead(Source source) : source_(std::move(source)) {
  thread_ = std::thread([this] { run(); });
}

ReadAhead::~ReadAhead() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

std::span<const Attempt> ReadAhead::next() {
  std::unique_lock lock(mutex_);
  if (std::exchange(reading_, false)) {
    ++taken_;
    changed_.notify_all();
  }
  changed_.wait(lock, [this] { return taken_ < filled_ || ended_; });
  if (taken_ == filled_) return {};
  reading_ = true;
  return batches_.at(taken_ % kBatches);
}

bool ReadAhead::fill(std::vector<Attempt>& batch) {
  batch.clear();
  while (batch.size() < kBatchAttempts) {
    if (!source_(batch)) return false;
  }
  return true;
}

void ReadAhead::run() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    changed_.wait(lock, [this] { return filled_ - taken_ < kBatches || stopped_; });
    if (stopped_) return;
    std::vector<Attempt>& batch = batches_.at(filled_ % kBatches);
    lock.unlock();
    const bool more = fill(batch);
    lock.lock();
    if (!batch.empty()) ++filled_;
    ended_ = !more;
    changed_.notify_all();
  }
}

}  // namespace squall

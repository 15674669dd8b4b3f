#include "harness/core/sparse_histogram.h"

namespace squall {

SparseHistogram::Chunk& SparseHistogram::add_chunk(std::size_t number) {
  if (number >= places_.size()) places_.resize(number + 1);
  chunks_.emplace_back();
  places_[number] = static_cast<std::uint16_t>(chunks_.size());
  return chunks_.back();
}

void SparseHistogram::merge(const SparseHistogram& other) {
  for (std::size_t number = 0; number < other.places_.size(); ++number) {
    if (other.places_[number] == 0) continue;
    const Chunk& from = other.chunks_[other.places_[number] - std::size_t{1}];
    Chunk& to = chunk_at(number);
    for (std::size_t i = 0; i < kChunk; ++i) to[i] += from[i];
  }
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

std::uint64_t SparseHistogram::quantile(double quantile) const {
  if (count_ == 0) return 0;
  const std::uint64_t wanted = Histogram::rank(quantile, count_);
  std::uint64_t seen = 0, found = max_;
  for_each_bucket([&](std::size_t bucket, std::uint32_t count) {
    if (seen < wanted && seen + count >= wanted) found = Histogram::bucket_top(bucket);
    seen += count;
  });
  return std::min(found, max_);
}

}  // namespace squall

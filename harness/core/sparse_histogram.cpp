#include "harness/core/sparse_histogram.h"

#include <numeric>

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
  std::uint64_t seen = 0;
  for (std::size_t number = 0; number < places_.size(); ++number) {
    if (places_[number] == 0) continue;
    const Chunk& chunk = chunks_[places_[number] - std::size_t{1}];
    const std::uint64_t inside = std::accumulate(chunk.begin(), chunk.end(), std::uint64_t{0});
    if (seen + inside < wanted) {
      seen += inside;
      continue;
    }
    std::size_t bucket = number * kChunk;
    for (const std::uint32_t count : chunk) {
      seen += count;
      if (seen >= wanted) return std::min(Histogram::bucket_top(bucket), max_);
      ++bucket;
    }
  }
  return max_;
}

}  // namespace squall

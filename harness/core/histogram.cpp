#include "harness/core/histogram.h"

#include <algorithm>
#include <cmath>

#include "harness/core/sparse_histogram.h"

namespace squall {

std::uint64_t Histogram::bucket_top(std::size_t bucket) {
  if (bucket < kLinear) return bucket;
  const auto shift = static_cast<unsigned>((bucket >> kSubBits) - 1);
  const std::uint64_t sub = bucket - (std::size_t{shift} << kSubBits);
  return ((sub + 1) << shift) - 1;
}

void Histogram::merge(const Histogram& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

void Histogram::merge(const SparseHistogram& other) {
  const std::size_t size = other.places_.size() * SparseHistogram::kChunk;
  if (size > counts_.size()) counts_.resize(size);
  other.for_each_bucket(
      [this](std::size_t bucket, std::uint32_t count) { counts_[bucket] += count; });
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

std::uint64_t Histogram::rank(double quantile, std::uint64_t count) {
  const double rank = std::ceil(std::clamp(quantile, 0.0, 1.0) * static_cast<double>(count));
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, count);
}

std::uint64_t Histogram::quantile(double quantile) const {
  if (count_ == 0) return 0;
  const std::uint64_t wanted = rank(quantile, count_);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::min(bucket_top(i), max_);
  }
  return max_;
}

}  // namespace squall

// The histogram for many small sets of values, such as one for each window of a timeline.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "harness/core/histogram.h"

namespace squall {

/// Same buckets and answers as Histogram, but room is made only for the neighbourhoods of values
/// that occur: a few hundred bytes for a few values, where Histogram takes up to 200 KiB.
class SparseHistogram {
 public:
  void record(std::uint64_t value) {
    const std::size_t bucket = Histogram::bucket_of(value);
    ++chunk_at(bucket / kChunk)[bucket % kChunk];
    ++count_;
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
    sum_ += static_cast<double>(value);
  }
  void merge(const SparseHistogram& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
  std::uint64_t quantile(double quantile) const;  ///< As Histogram's.

  /// Visits the non-empty buckets in ascending order: fn(highest value of the bucket, count).
  template <typename Fn>
  void for_each(Fn&& fn) const {
    for_each_bucket(
        [&](std::size_t bucket, std::uint32_t count) { fn(Histogram::bucket_top(bucket), count); });
  }

 private:
  friend class Histogram;

  static constexpr std::size_t kChunk = 16;         ///< A cache line of counts.
  using Chunk = std::array<std::uint32_t, kChunk>;  ///< Counts of neighbouring buckets.

  Chunk& chunk_at(std::size_t number) {
    const bool there = number < places_.size() && places_[number] != 0;
    return there ? chunks_[places_[number] - std::size_t{1}] : add_chunk(number);
  }
  Chunk& add_chunk(std::size_t number);

  /// Calls fn(bucket, count) for the non-empty buckets in ascending order.
  template <typename Fn>
  void for_each_bucket(Fn&& fn) const {
    for (std::size_t number = 0; number < places_.size(); ++number) {
      if (places_[number] == 0) continue;
      const Chunk& chunk = chunks_[places_[number] - std::size_t{1}];
      for (std::size_t i = 0; i < kChunk; ++i) {
        if (chunk[i] != 0) fn(number * kChunk + i, chunk[i]);
      }
    }
  }

  std::vector<std::uint16_t> places_;  ///< Of each chunk in `chunks_`, from 1; 0: it is empty.
  std::vector<Chunk> chunks_;
  std::uint64_t count_ = 0;
  std::uint64_t min_ = ~std::uint64_t{0};
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace squall

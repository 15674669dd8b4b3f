// A log-linear histogram of non-negative integers with 3 significant digits.
//
// The layout is that of HdrHistogram (Gil Tene, https://hdrhistogram.github.io): 2048 linear
// buckets, then 1024 for every doubling, so that a bucket is never wider than 1/1024 of its
// values. Recording is a few instructions and allocates only when the largest value grows;
// histograms of the same type add up exactly.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace squall {

class SparseHistogram;

class Histogram {
 public:
  void record(std::uint64_t value) {
    const std::size_t bucket = bucket_of(value);
    if (bucket >= counts_.size()) counts_.resize(bucket + 1);
    ++counts_[bucket];
    ++count_;
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
    sum_ += static_cast<double>(value);
  }
  void merge(const Histogram& other);
  void merge(const SparseHistogram& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }
  std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

  /// The smallest recorded value (to 3 digits) that at least `quantile` (0 to 1) of the values do
  /// not exceed; nearest rank. 0 when empty; the exact maximum for quantile 1.
  std::uint64_t quantile(double quantile) const;

  /// Visits the non-empty buckets in ascending order: fn(highest value of the bucket, count).
  template <typename Fn>
  void for_each_bucket(Fn&& fn) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] != 0) fn(bucket_top(i), counts_[i]);
    }
  }

  /// The bucket that holds `value`, and the highest value that `bucket` holds.
  static std::size_t bucket_of(std::uint64_t value) {
    const auto width = static_cast<unsigned>(std::bit_width(value | (kLinear - 1)));
    const unsigned shift = width - kSubBits - 1;  // 0 for the linear ones.
    return static_cast<std::size_t>((std::uint64_t{shift} << kSubBits) + (value >> shift));
  }
  static std::uint64_t bucket_top(std::size_t bucket);

  /// The nearest rank, from 1, of `quantile` among `count` (> 0) values.
  static std::uint64_t rank(double quantile, std::uint64_t count);

 private:
  static constexpr unsigned kSubBits = 10;                                // 1024 a doubling.
  static constexpr std::uint64_t kLinear = std::uint64_t{2} << kSubBits;  // Exact below 2048.

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t min_ = ~std::uint64_t{0};
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace squall

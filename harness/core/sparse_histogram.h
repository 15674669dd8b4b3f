// The histogram for many small sets of values, such as one for each window of a timeline.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/histogram.h"

namespace squall {

/// Same buckets and answers as Histogram, but only those in use are kept, sorted: 8 bytes for each,
/// at the price of a binary search for each value.
class SparseHistogram {
 public:
  void record(std::uint64_t value);
  void merge(const SparseHistogram& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
  std::uint64_t quantile(double quantile) const;  ///< As Histogram's.

 private:
  friend class Histogram;

  struct Cell {
    std::uint32_t bucket = 0;
    std::uint32_t count = 0;
  };

  std::vector<Cell> cells_;
  std::uint64_t count_ = 0;
  std::uint64_t min_ = ~std::uint64_t{0};
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace squall

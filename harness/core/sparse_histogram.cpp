#include "harness/core/sparse_histogram.h"

#include <algorithm>

namespace squall {

void SparseHistogram::record(std::uint64_t value) {
  const auto bucket = static_cast<std::uint32_t>(Histogram::bucket_of(value));
  const auto cell = std::lower_bound(cells_.begin(), cells_.end(), bucket,
                                     [](const Cell& a, std::uint32_t b) { return a.bucket < b; });
  if (cell != cells_.end() && cell->bucket == bucket) {
    ++cell->count;
  } else {
    cells_.insert(cell, {bucket, 1});
  }
  ++count_;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<double>(value);
}

void SparseHistogram::merge(const SparseHistogram& other) {
  if (other.cells_.empty()) return;
  std::vector<Cell> both;
  both.reserve(cells_.size() + other.cells_.size());
  auto mine = cells_.begin();
  for (const Cell& theirs : other.cells_) {
    while (mine != cells_.end() && mine->bucket < theirs.bucket) both.push_back(*mine++);
    both.push_back(theirs);
    if (mine != cells_.end() && mine->bucket == theirs.bucket) both.back().count += (mine++)->count;
  }
  both.insert(both.end(), mine, cells_.end());
  cells_ = std::move(both);
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

std::uint64_t SparseHistogram::quantile(double quantile) const {
  if (count_ == 0) return 0;
  const std::uint64_t wanted = Histogram::rank(quantile, count_);
  std::uint64_t seen = 0;
  for (const Cell& cell : cells_) {
    seen += cell.count;
    if (seen >= wanted) return std::min(Histogram::bucket_top(cell.bucket), max_);
  }
  return max_;
}

}  // namespace squall

// Where a series of runs changes its level for good: drifts that no single comparison shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace squall {

struct ChangePoint {
  std::size_t at = 0;  ///< The index of the first value of the new level.
  double before = 0;   ///< The medians of the values since the change before, …
  double after = 0;    ///< … and until the next one.
  double p_value = 1;  ///< How often shuffled values look as much like a change.
};

struct ChangeSearch {
  std::size_t shortest = 5;  ///< Values between two changes, at least 2.
  double level = 0.01;       ///< Of the p-values; at least 1 / (shuffles + 1).
  int shuffles = 199;
  std::uint64_t seed = 1;  ///< Of the shuffles: the same series gives the same changes.
};

/// In the order of the series. Quadratic in its length, times the shuffles.
///
/// Source: Matteson, James, "A nonparametric approach for multiple change point analysis of
/// multivariate data" (2014), E-divisive with exponent 1, each split of a segment reaching to its
/// end.
std::vector<ChangePoint> change_points(std::span<const double> series,
                                       const ChangeSearch& search = {});

}  // namespace squall

// Whether two groups of runs differ, and by how much, without assuming a distribution.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace squall {

/// What two samples say about the shift between the distributions that they come from.
struct Shift {
  double u = 0;  ///< Mann and Whitney's U of `head`: pairs in which it is the larger, ties half.
  double p_value = 1;  ///< Two-sided: how often as much or more comes of no difference at all.
  bool exact = false;  ///< The p-value is, and without ties the interval; else both are normal
                       ///< approximations.
  double shift = 0;    ///< Hodges and Lehmann's estimate: the median of head - base over all pairs.
  double low = 0, high = 0;  ///< The interval that holds it with the confidence asked for.
};

/// `base` and `head`: one value a run; both must hold at least one. Exact without ties up to 50
/// values a side, and with ties (given the values that are tied) up to 25; with more, and for the
/// interval with ties, the normal approximation with corrections for ties and continuity.
///
/// Sources: Mann, Whitney, "On a test of whether one of two random variables is stochastically
/// larger than the other" (1947); Hodges, Lehmann, "Estimates of location based on rank tests"
/// (1963); Hollander, Wolfe, "Nonparametric Statistical Methods" (1973), section 4.
Shift shift_between(std::span<const double> base, std::span<const double> head,
                    double confidence = 0.95);

/// The smallest p-value that so many values a side can give: when no value of one lies among those
/// of the other.
double smallest_p_value(std::size_t base, std::size_t head);

/// The p-values of several tests of one comparison, each such that all of them may be held against
/// one level: the chance that any of them is wrong stays below it. In the order given.
///
/// Source: Holm, "A simple sequentially rejective multiple test procedure" (1979).
std::vector<double> holm(std::span<const double> p_values);

}  // namespace squall

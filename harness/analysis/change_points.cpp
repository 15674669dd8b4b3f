#include "harness/analysis/change_points.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/analysis/median.h"
#include "harness/core/random.h"

namespace squall {
namespace {

struct Split {
  std::size_t at = 0;  ///< The length of the first part.
  double divergence = -1;
};

// The split whose parts differ most by their energy distance, scaled by their sizes.
Split best_split(std::span<const double> values, std::size_t shortest) {
  const std::size_t count = values.size();
  Split best;
  if (count < 2 * shortest) return best;
  // Sums of the distances inside the first part, inside the second, and between them; they begin
  // with everything in the second, and one value after another moves over.
  double inside_first = 0, inside_second = 0, between = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) inside_second += std::abs(values[i] - values[j]);
  }
  for (std::size_t moved = 0; moved + shortest < count; ++moved) {
    double to_first = 0, to_second = 0;
    for (std::size_t i = 0; i < moved; ++i) to_first += std::abs(values[i] - values[moved]);
    for (std::size_t j = moved + 1; j < count; ++j) {
      to_second += std::abs(values[moved] - values[j]);
    }
    inside_first += to_first;
    inside_second -= to_second;
    between += to_second - to_first;
    const std::size_t first = moved + 1;
    if (first < shortest) continue;
    const auto n = static_cast<double>(first), m = static_cast<double>(count - first);
    const double energy = 2 * between / (n * m) - 2 * inside_first / (n * (n - 1)) -
                          2 * inside_second / (m * (m - 1));
    const double divergence = n * m / (n + m) * energy;
    if (divergence > best.divergence) best = {first, divergence};
  }
  return best;
}

double median_of(std::span<const double> values) { return median({values.begin(), values.end()}); }

// How often a shuffled segment has a split that is as good; where that is surely too often to be a
// change, which most often is soon, no more are tried.
double p_value_of(std::span<const double> segment, double divergence, const ChangeSearch& search,
                  Random& random) {
  std::vector<double> shuffled(segment.begin(), segment.end());
  int as_good = 0;
  const double total = search.shuffles + 1.0;
  for (int i = 0; i < search.shuffles; ++i) {
    if ((as_good + 1.0) / total > search.level) return 1;
    for (std::size_t left = shuffled.size(); left > 1; --left) {
      std::swap(shuffled[left - 1], shuffled[random.below(left)]);
    }
    as_good += best_split(shuffled, search.shortest).divergence >= divergence ? 1 : 0;
  }
  return (as_good + 1.0) / total;
}

}  // namespace

std::vector<ChangePoint> change_points(std::span<const double> series, const ChangeSearch& search) {
  Random random = Random::substream(search.seed, "change-points");
  std::vector<ChangePoint> found;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, series.size()}};
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    const auto segment = series.subspan(from, to - from);
    const Split split = best_split(segment, std::max<std::size_t>(search.shortest, 2));
    if (split.divergence <= 0) continue;
    const double p_value = p_value_of(segment, split.divergence, search, random);
    if (p_value > search.level) continue;
    found.push_back({from + split.at, 0, 0, p_value});
    open.emplace_back(from, from + split.at);
    open.emplace_back(from + split.at, to);
  }
  std::sort(found.begin(), found.end(),
            [](const ChangePoint& a, const ChangePoint& b) { return a.at < b.at; });
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t from = i == 0 ? 0 : found[i - 1].at;
    const std::size_t to = i + 1 == found.size() ? series.size() : found[i + 1].at;
    found[i].before = median_of(series.subspan(from, found[i].at - from));
    found[i].after = median_of(series.subspan(found[i].at, to - found[i].at));
  }
  return found;
}

}  // namespace squall

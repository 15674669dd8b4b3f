#include "harness/analysis/shift.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/analysis/median.h"

namespace squall {
namespace {

constexpr std::size_t kMostExact = 50;
constexpr std::size_t kMostExactWithTies = 25;

double normal_below(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

// The z below which this share of a standard normal distribution lies: by halving.
double normal_quantile(double share) {
  double low = -10, high = 10;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (normal_below(middle) < share ? low : high) = middle;
  }
  return low;
}

// P(U <= u) for u = 0, 1, …, n * m, if nothing differs: of the ways to order n + m values, those
// with U = u are the partitions of u into at most n parts of at most m.
std::vector<double> distribution_of_u(std::size_t n, std::size_t m) {
  // The Gaussian binomial, the product of (1 - q^(m+i)) / (1 - q^i) for i from 1 to n, as
  // probabilities: each factor divided by its sum, (m + i) / i.
  std::vector<double> ways(n * m + 1);
  ways[0] = 1;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t u = ways.size(); u-- > m + i;) ways[u] -= ways[u - m - i];
    for (std::size_t u = i; u < ways.size(); ++u) ways[u] += ways[u - i];
    const double sum = static_cast<double>(m + i) / static_cast<double>(i);
    for (double& way : ways) way /= sum;
  }
  std::partial_sum(ways.begin(), ways.end(), ways.begin());
  return ways;
}

std::vector<double> differences(std::span<const double> base, std::span<const double> head) {
  std::vector<double> all;
  all.reserve(base.size() * head.size());
  for (const double before : base) {
    for (const double after : head) all.push_back(after - before);
  }
  std::sort(all.begin(), all.end());
  return all;
}

bool has_ties(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return std::adjacent_find(all.begin(), all.end()) != all.end();
}

// How often the ranks of as many values as `head` has, drawn from all of them, have a sum at least
// as far from the expected one: by counting the draws of each number of values and sum. Ranks are
// doubled, so that those of ties, which are means, are whole.
double p_value_with_ties(std::vector<double> all, std::span<const double> head) {
  std::sort(all.begin(), all.end());
  const auto doubled_rank = [&](double value) {
    const auto [first, last] = std::equal_range(all.begin(), all.end(), value);
    return static_cast<std::size_t>((first - all.begin()) + (last - all.begin()) + 1);
  };
  std::size_t observed = 0;
  for (const double value : head) observed += doubled_rank(value);
  const std::size_t most = all.size() * (all.size() + 1);  // The sum of all of them.
  std::vector<std::vector<double>> draws(head.size() + 1, std::vector<double>(most + 1));
  draws[0][0] = 1;
  for (const double value : all) {
    const std::size_t rank = doubled_rank(value);
    for (std::size_t count = head.size(); count > 0; --count) {
      for (std::size_t sum = most; sum >= rank; --sum) {
        draws[count][sum] += draws[count - 1][sum - rank];
      }
    }
  }
  const auto distance = [&](std::size_t sum) {
    const std::size_t expected = head.size() * (all.size() + 1);
    return sum > expected ? sum - expected : expected - sum;
  };
  double total = 0, as_far = 0;
  for (std::size_t sum = 0; sum <= most; ++sum) {
    total += draws[head.size()][sum];
    if (distance(sum) >= distance(observed)) as_far += draws[head.size()][sum];
  }
  return as_far / total;
}

// The standard deviation of U if nothing differs.
double deviation_of_u(std::vector<double> all, double n, double m) {
  std::sort(all.begin(), all.end());
  double tied = 0;
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::upper_bound(first, all.end(), *first);
    const auto count = static_cast<double>(last - first);
    tied += count * count * count - count;
    first = last;
  }
  const double total = n + m;
  return std::sqrt(n * m / 12 * (total + 1 - tied / (total * (total - 1))));
}

// How many of the smallest differences, and of the largest, the interval leaves out; at least none.
void set_interval(Shift& shift, const std::vector<double>& sorted, std::size_t left_out) {
  const std::size_t most = (sorted.size() - 1) / 2;
  const std::size_t from = std::min(left_out, most);
  shift.low = sorted[from];
  shift.high = sorted[sorted.size() - 1 - from];
}

}  // namespace

Shift shift_between(std::span<const double> base, std::span<const double> head, double confidence) {
  const std::vector<double> sorted = differences(base, head);
  std::vector<double> all(base.begin(), base.end());
  all.insert(all.end(), head.begin(), head.end());
  const auto pairs = static_cast<double>(sorted.size());
  const auto [below, above] = std::equal_range(sorted.begin(), sorted.end(), 0.0);

  Shift shift;
  shift.u = static_cast<double>(sorted.end() - above) + static_cast<double>(above - below) / 2;
  shift.shift = median(sorted);
  const std::size_t larger = std::max(base.size(), head.size());
  const bool tied = has_ties(all);
  shift.exact = larger <= (tied ? kMostExactWithTies : kMostExact);
  const double tail = (1 - confidence) / 2;
  if (shift.exact && !tied) {
    const std::vector<double> at_most = distribution_of_u(base.size(), head.size());
    const auto smaller = static_cast<std::size_t>(std::min(shift.u, pairs - shift.u));
    shift.p_value = std::min(1.0, 2 * at_most[smaller]);
    // The smallest u with P(U <= u) >= tail: its difference, counted from 1, is the first inside.
    const auto first = std::lower_bound(at_most.begin(), at_most.end(), tail) - at_most.begin();
    set_interval(shift, sorted, first == 0 ? 0 : static_cast<std::size_t>(first) - 1);
    return shift;
  }
  const double deviation =
      deviation_of_u(all, static_cast<double>(base.size()), static_cast<double>(head.size()));
  const double distance = std::max(0.0, std::abs(shift.u - pairs / 2) - 0.5);
  shift.p_value = shift.exact     ? p_value_with_ties(all, head)
                  : deviation > 0 ? std::min(1.0, 2 * normal_below(-distance / deviation))
                                  : 1;
  const double first = pairs / 2 + normal_quantile(tail) * deviation;
  set_interval(shift, sorted, first < 1 ? 0 : static_cast<std::size_t>(first) - 1);
  return shift;
}

double smallest_p_value(std::size_t base, std::size_t head) {
  // Two of the ways to order all of the values.
  double ways = 1;
  for (std::size_t i = 1; i <= head; ++i) {
    ways *= static_cast<double>(base + i) / static_cast<double>(i);
  }
  return std::min(1.0, 2 / ways);
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double factor = static_cast<double>(order.size() - i);
    largest = std::max(largest, std::min(1.0, factor * p_values[order[i]]));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

}  // namespace squall

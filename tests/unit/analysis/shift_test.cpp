#include "harness/analysis/shift.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "harness/core/random.h"

using namespace squall;

namespace {

// Hollander and Wolfe (1973), page 69: the permeability of the human chorioamnion at term, and
// between the 12th and 26th week.
const std::vector<double> kAtTerm{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
const std::vector<double> kEarlier{1.15, 0.88, 0.90, 0.74, 1.21};

}  // namespace

TEST_CASE("the U test, the estimate and its interval are those of the published example") {
  const Shift found = shift_between(kEarlier, kAtTerm);
  CHECK(found.exact);
  CHECK(found.u == 35);
  CHECK(found.p_value == Approx(0.2544).margin(0.00005));
  CHECK(found.shift == Approx(0.305));
  CHECK(found.low == Approx(-0.15));
  CHECK(found.high == Approx(0.76));

  const Shift other = shift_between(kAtTerm, kEarlier);
  CHECK(other.u == 15);
  CHECK(other.p_value == Approx(found.p_value));
  CHECK(other.shift == Approx(-found.shift));
  CHECK(other.low == Approx(-found.high));
}

// The critical values of U for 5 % on both sides, as Mann-Whitney tables print them: the largest U
// that is still significant.
TEST_CASE("p-values agree with the published table of critical values") {
  struct Row {
    int n, m, critical;
  };
  for (const auto& [n, m, critical] : {Row{4, 4, 0}, Row{5, 5, 2}, Row{5, 8, 6}, Row{8, 8, 13},
                                       Row{9, 10, 20}, Row{10, 10, 23}, Row{20, 20, 127}}) {
    // Head lies above base but for `u` pairs in which it lies below.
    const auto with_u = [n = n, m = m](int u) {
      std::vector<double> base, head;
      for (int i = 0; i < n; ++i) base.push_back(i);
      for (int i = 0; i < m; ++i) {
        const int under = std::min(n, u);
        u -= under;
        head.push_back(n - under - 0.5 + i * 0.001);
      }
      return shift_between(base, head);
    };
    const Shift significant = with_u(critical);
    CHECK(significant.u == n * m - critical);
    CHECK(significant.p_value <= 0.05);
    CHECK(with_u(critical + 1).p_value > 0.05);
  }
}

TEST_CASE("all equal values say nothing, and a single one on each side very little") {
  const std::vector<double> same(10, 3.0);
  const Shift none = shift_between(same, same);
  CHECK(none.exact);
  CHECK(none.p_value == 1);
  CHECK(none.shift == 0);
  const Shift lone = shift_between(std::vector<double>{1}, std::vector<double>{2});
  CHECK(lone.exact);
  CHECK(lone.p_value == 1);
  CHECK((lone.low == 1 && lone.shift == 1 && lone.high == 1));
}

TEST_CASE("with ties the p-value is that of counting all ways to share out the values") {
  // Ranks 1, 3, 3, 3, 5, 6: of 20 draws of three, 3 have a sum of 14 or more, and 3 of 7 or less.
  CHECK(shift_between(std::vector<double>{1, 2, 2}, std::vector<double>{2, 3, 4}).p_value ==
        Approx(0.3));
  // Nine equal values, and nine that differ: no draw is farther apart.
  std::vector<double> same(9, 1.0), lower;
  for (int i = 0; i < 9; ++i) lower.push_back(0.9 - 0.01 * i);
  const Shift apart = shift_between(same, lower);
  CHECK(apart.p_value == Approx(smallest_p_value(9, 9)));
  CHECK(shift_between(lower, same).p_value == Approx(apart.p_value));
  // Hardly any ties are hardly any difference.
  std::vector<double> base, head;
  Random random(11);
  for (int i = 0; i < 12; ++i) {
    base.push_back(random.uniform());
    head.push_back(random.uniform() + 0.2);
  }
  const double before = shift_between(base, head).p_value;
  base.push_back(5);
  head.push_back(5);
  CHECK(shift_between(base, head).p_value == Approx(before).margin(0.03));
}

TEST_CASE("the normal approximation comes close to the exact test") {
  Random random(20261128);
  std::vector<double> base, head;
  for (int i = 0; i < 50; ++i) base.push_back(random.uniform());
  for (int i = 0; i < 50; ++i) head.push_back(random.uniform() + 0.1);
  const Shift exact = shift_between(base, head);
  REQUIRE(exact.exact);
  base.push_back(0.5);  // One too many.
  const Shift approximate = shift_between(base, head);
  CHECK_FALSE(approximate.exact);
  CHECK(approximate.p_value == Approx(exact.p_value).margin(0.02));
  CHECK(approximate.low == Approx(exact.low).margin(0.02));
  CHECK(approximate.high == Approx(exact.high).margin(0.02));
}

TEST_CASE("without a difference one p-value in twenty is below 0.05, and the interval holds 0") {
  Random random(7);
  int below = 0, missed = 0;
  constexpr int kTrials = 4000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> base, head;
    for (int i = 0; i < 10; ++i) {
      base.push_back(random.uniform());
      head.push_back(random.uniform());
    }
    const Shift found = shift_between(base, head);
    below += found.p_value < 0.05 ? 1 : 0;
    missed += found.low > 0 || found.high < 0 ? 1 : 0;
  }
  // The exact level is 0.0433 for 10 and 10.
  CHECK(below / double{kTrials} == Approx(0.0433).margin(0.011));
  CHECK(missed <= below);
}

TEST_CASE("Holm's p-values: the smallest by the number of tests, none below one before it") {
  const std::vector<double> adjusted = holm(std::vector<double>{0.01, 0.04, 0.03, 0.005});
  CHECK(adjusted[0] == Approx(0.03));
  CHECK(adjusted[1] == Approx(0.06));
  CHECK(adjusted[2] == Approx(0.06));
  CHECK(adjusted[3] == Approx(0.02));
  CHECK(holm({}).empty());
}

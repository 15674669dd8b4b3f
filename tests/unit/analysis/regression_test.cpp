#include "harness/analysis/regression.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "harness/analysis/median.h"
#include "harness/core/random.h"

using namespace squall;

namespace {

struct Job {
  std::vector<double> base, head;
};

// One CI job: runs of base and head in turn (A B B A), log-normal and 4 % wide, one in twenty a
// third slower, on a machine whose speed drifts from run to run by some 2 %.
Job simulate_job(Random& random, int repetitions, double head_level) {
  const auto normal = [&] {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.uniform();
    return sum;
  };
  Job job;
  double drift = 0;
  for (int i = 0; i < 2 * repetitions; ++i) {
    drift = 0.9 * drift + 0.01 * normal();
    const double slow = random.uniform() < 0.05 ? 1 / 1.3 : 1;
    const double throughput = 1000 * slow * std::exp(drift + 0.04 * normal());
    const bool is_head = i % 4 == 1 || i % 4 == 2;
    (is_head ? job.head : job.base).push_back(throughput * (is_head ? head_level : 1));
  }
  return job;
}

Regression judge(const Job& job) {
  const Shift shift = shift_between(job.base, job.head);
  return regression_of(shift, shift.p_value, median(job.base), {.more_is_better = true});
}

double share_judged(Regression wanted, double head_level) {
  Random random(20261128);
  constexpr int kJobs = 1000;
  int judged = 0;
  for (int i = 0; i < kJobs; ++i) judged += judge(simulate_job(random, 10, head_level)) == wanted;
  return judged / double{kJobs};
}

}  // namespace

TEST_CASE("identical builds hardly ever raise an alarm, a loss of 10 % nearly always does") {
  const double false_alarms = share_judged(Regression::kWorse, 1);
  const double caught = share_judged(Regression::kWorse, 0.9);
  INFO("false alarms " << false_alarms << ", caught " << caught);
  CHECK(false_alarms <= 0.01);
  CHECK(caught >= 0.95);
  CHECK(share_judged(Regression::kBetter, 1.1) >= 0.9);
}

TEST_CASE("a difference must be unlikely, large, and in the wrong direction") {
  Shift shift;
  shift.shift = -60;
  const RegressionRule throughput{.more_is_better = true};
  CHECK(regression_of(shift, 0.01, 1000, throughput) == Regression::kWorse);
  CHECK(regression_of(shift, 0.06, 1000, throughput) == Regression::kNone);
  CHECK(regression_of(shift, 0.01, 2000, throughput) == Regression::kNone);
  CHECK(regression_of(shift, 0.01, 1000, {}) == Regression::kBetter);
  shift.shift = 0;
  CHECK(regression_of(shift, 0.01, 0, throughput) == Regression::kNone);
}

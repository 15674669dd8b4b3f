#include "harness/load/retry_budget.h"

#include <catch2/catch.hpp>

namespace squall {

TEST_CASE("a budget is a share of first attempts, and never less than ten", "[policy]") {
  RetryBudget budget(0.2);
  for (int i = 0; i < 10; ++i) REQUIRE(budget.take());
  REQUIRE_FALSE(budget.take());
  for (int i = 0; i < 4; ++i) {
    budget.on_first_attempt();
    REQUIRE_FALSE(budget.take());
  }
  budget.on_first_attempt();
  CHECK(budget.take());
  CHECK_FALSE(budget.take());

  // It does not hoard: a hundred first attempts' worth at most.
  for (int i = 0; i < 10000; ++i) budget.on_first_attempt();
  int taken = 0;
  while (budget.take()) ++taken;
  CHECK(taken == 20);

  RetryBudget none(0), unlimited(-1);
  for (int i = 0; i < 10; ++i) CHECK(none.take());
  none.on_first_attempt();
  CHECK_FALSE(none.take());
  for (int i = 0; i < 1000; ++i) REQUIRE(unlimited.take());
}

TEST_CASE("in an outage a budget holds amplification at its share", "[policy]") {
  struct Case {
    double share;
    int granted;  // Of 10,000 operations that each want 3 retries.
  };
  for (const Case& c : {Case{0, 10}, Case{0.01, 109}, Case{0.1, 1009}, Case{0.2, 2010},
                        Case{1, 10010}, Case{10, 30000}}) {
    CAPTURE(c.share);
    RetryBudget budget(c.share);
    int granted = 0;
    for (int operation = 0; operation < 10000; ++operation) {
      budget.on_first_attempt();
      for (int retry = 0; retry < 3 && budget.take(); ++retry) ++granted;
    }
    CHECK(granted == c.granted);
  }
}

}  // namespace squall

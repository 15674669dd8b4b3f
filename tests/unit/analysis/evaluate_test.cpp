#include "harness/analysis/evaluate.h"

#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

using namespace squall;

TEST_CASE("expressions are computed from left to right; what has no value makes none") {
  using Op = Expression::Op;
  const MetricLookup lookup = [](const MetricUse& use) -> std::optional<double> {
    if (use.metric->name == "goodput") return 30;
    if (use.metric->name == "errors") return 0;
    return std::nullopt;
  };
  const auto value = [&](Expression left, Op op, Expression right) {
    return evaluate(combine(std::move(left), op, std::move(right)), lookup);
  };
  CHECK(value(number(1), Op::kAdd, number(2)) == 3);
  CHECK(value(number(1), Op::kSubtract, metric("goodput")) == -29);
  CHECK(value(metric("goodput"), Op::kMultiply, number(0.5)) == 15);
  CHECK(value(metric("goodput"), Op::kDivide, number(4)) == 7.5);
  CHECK_FALSE(value(number(1), Op::kDivide, metric("errors")));
  CHECK_FALSE(value(number(1), Op::kAdd, metric("p99")));
  CHECK_FALSE(evaluate(at_least(metric("p99"), 1), lookup));
  CHECK(evaluate(at_least(metric("goodput"), 30), lookup)->holds);
  CHECK_FALSE(evaluate(at_least(metric("goodput"), 30.1), lookup)->holds);
}

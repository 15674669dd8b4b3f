#include "harness/analysis/evaluate.h"

#include <cmath>

namespace squall {

std::optional<double> evaluate(const Expression& expression, const MetricLookup& lookup) {
  using Op = Expression::Op;
  if (expression.op == Op::kNumber) return expression.number;
  if (expression.op == Op::kMetric) return lookup(expression.metric);
  std::optional<double> value;
  for (const Expression& operand : expression.operands) {
    const auto next = evaluate(operand, lookup);
    if (!next) return std::nullopt;
    if (!value) {
      value = next;
    } else if (expression.op == Op::kAdd) {
      *value += *next;
    } else if (expression.op == Op::kSubtract) {
      *value -= *next;
    } else if (expression.op == Op::kMultiply) {
      *value *= *next;
    } else if (*next != 0) {
      *value /= *next;
    } else {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<Evaluated> evaluate(const Condition& condition, const MetricLookup& lookup) {
  const auto left = evaluate(condition.left, lookup);
  const auto right = evaluate(condition.right, lookup);
  if (!left || !right) return std::nullopt;
  return Evaluated{*left, *right, compare(*left, condition.comparison, *right)};
}

double Evaluated::margin(Comparison comparison) const {
  switch (comparison) {
    case Comparison::kLess:
    case Comparison::kLessEqual:
      return right - left;
    case Comparison::kGreater:
    case Comparison::kGreaterEqual:
      return left - right;
    case Comparison::kEqual:
      return -std::abs(left - right);
  }
  return 0;
}

}  // namespace squall

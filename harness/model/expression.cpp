#include "harness/model/expression.h"

#include <algorithm>

namespace squall {
namespace {

void collect(const Expression& expression, std::vector<const MetricUse*>& uses) {
  if (expression.op == Expression::Op::kMetric) uses.push_back(&expression.metric);
  for (const Expression& operand : expression.operands) collect(operand, uses);
}

}  // namespace

bool compare(double left, Comparison comparison, double right) {
  switch (comparison) {
    case Comparison::kLess:
      return left < right;
    case Comparison::kLessEqual:
      return left <= right;
    case Comparison::kGreater:
      return left > right;
    case Comparison::kGreaterEqual:
      return left >= right;
    case Comparison::kEqual:
      return left == right;
  }
  return false;
}

std::string_view symbol(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLess:
      return "<";
    case Comparison::kLessEqual:
      return "<=";
    case Comparison::kGreater:
      return ">";
    case Comparison::kGreaterEqual:
      return ">=";
    case Comparison::kEqual:
      return "==";
  }
  return "?";
}

std::vector<const MetricUse*> metrics_of(const Condition& condition) {
  std::vector<const MetricUse*> uses;
  collect(condition.left, uses);
  collect(condition.right, uses);
  return uses;
}

Nanoseconds longest_window(const Condition& condition) {
  Nanoseconds longest{};
  for (const MetricUse* use : metrics_of(condition)) {
    longest = std::max(longest, use->window.value_or(Nanoseconds{}));
  }
  return longest;
}

}  // namespace squall

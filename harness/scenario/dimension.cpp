#include "harness/scenario/dimension.h"

#include <algorithm>

namespace squall {
namespace {

bool is_bare_constant(const Expression& expression) {
  return expression.dimension == Dimension::kNone && is_constant(expression);
}

std::optional<Dimension> product(const Expression& left, const Expression& right) {
  const Dimension a = left.dimension;
  const Dimension b = right.dimension;
  if (is_bare_constant(left)) return b;
  if (is_bare_constant(right)) return a;
  if (a == Dimension::kRatio) return b;
  if (b == Dimension::kRatio) return a;
  if (a == Dimension::kNone) return b;
  if (b == Dimension::kNone) return a;
  const bool rate_and_time = (a == Dimension::kRate && b == Dimension::kTime) ||
                             (a == Dimension::kTime && b == Dimension::kRate);
  return rate_and_time ? std::optional(Dimension::kNone) : std::nullopt;
}

std::optional<Dimension> quotient(const Expression& left, const Expression& right) {
  const Dimension a = left.dimension;
  const Dimension b = right.dimension;
  if (is_bare_constant(right)) return a;
  if (a == b) return Dimension::kRatio;
  if (b == Dimension::kRatio || b == Dimension::kNone) return a;
  if (a == Dimension::kNone && b == Dimension::kTime) return Dimension::kRate;
  if (a == Dimension::kNone && b == Dimension::kRate) return Dimension::kTime;
  return std::nullopt;
}

}  // namespace

bool is_constant(const Expression& expression) {
  if (expression.op == Expression::Op::kMetric) return false;
  return std::all_of(expression.operands.begin(), expression.operands.end(), is_constant);
}

bool comparable(const Expression& left, const Expression& right) {
  if (left.dimension == right.dimension) return true;
  return (left.dimension == Dimension::kRatio && is_bare_constant(right)) ||
         (right.dimension == Dimension::kRatio && is_bare_constant(left));
}

std::optional<Dimension> combined_dimension(Expression::Op op, const Expression& left,
                                            const Expression& right) {
  switch (op) {
    case Expression::Op::kMultiply:
      return product(left, right);
    case Expression::Op::kDivide:
      return quotient(left, right);
    default:
      if (!comparable(left, right)) return std::nullopt;
      return left.dimension == Dimension::kNone ? right.dimension : left.dimension;
  }
}

}  // namespace squall

// Which quantities can be added, multiplied and compared.
#pragma once

#include <optional>

#include "harness/model/expression.h"

namespace squall {

/// Whether the expression holds no metric.
bool is_constant(const Expression& expression);

/// Whether both sides can be added or compared: equal dimensions; a ratio also goes with a constant
/// without a unit.
bool comparable(const Expression& left, const Expression& right);

/// The dimension of `left op right`, or nullopt if that makes no sense. Ratios and bare numbers
/// scale whatever they multiply; a rate times a time is a count.
std::optional<Dimension> combined_dimension(Expression::Op op, const Expression& left,
                                            const Expression& right);

}  // namespace squall

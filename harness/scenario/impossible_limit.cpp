#include <fmt/format.h>

#include "harness/scenario/condition.h"
#include "harness/scenario/dimension.h"

namespace squall {

std::string impossible_limit(const Condition& condition) {
  const bool metric_left =
      condition.left.op == Expression::Op::kMetric && is_constant(condition.right);
  if (!metric_left || condition.right.op != Expression::Op::kNumber) return {};
  const Metric& metric = *condition.left.metric.metric;
  const double limit = condition.right.number;
  const bool at_most_one =
      metric.id == MetricId::kAvailability || metric.id == MetricId::kErrorRate;
  const Comparison op = condition.comparison;
  const bool above =
      op == Comparison::kGreater || op == Comparison::kGreaterEqual || op == Comparison::kEqual;
  if (at_most_one && above && (limit > 1 || (limit == 1 && op == Comparison::kGreater))) {
    return limit >= 2 && limit <= 100
               ? fmt::format("{0} is never above 100%, and {1:g} is {2:g}%: write {1:g}%",
                             metric.name, limit, limit * 100)
               : fmt::format("{} is never above 100%", metric.name);
  }
  if (is_sampled(metric)) return {};  // It may be anything.
  if (op == Comparison::kLess && limit == 0) return fmt::format("{} is never below 0", metric.name);
  return {};
}

}  // namespace squall

#include "harness/analysis/capacity_step.h"

#include <fmt/format.h>

#include "harness/analysis/evaluate.h"
#include "harness/model/quantity.h"

namespace squall {
namespace {

std::string broken_condition(const CapacitySpec& spec, const CapacityStepFold& step) {
  const auto lookup = [&](const MetricUse& use) { return step.tally().value(use, step.length()); };
  for (const Condition& condition : spec.until_breaks) {
    const auto seen = evaluate(condition, lookup);
    if (!seen) return fmt::format("{} has no value: too few operations", condition.text);
    if (seen->holds) continue;
    return fmt::format("{} broke: {}", condition.text,
                       format_quantity(seen->left, condition.left.dimension));
  }
  return "";
}

}  // namespace

void CapacityStepFold::add(const Attempt& attempt) {
  if (!counts_in_metrics(attempt) || attempt.load != load_) return;
  if (attempt.intended < from_ || attempt.intended >= until_) return;
  if (attempt.error == ErrorClass::kGenerator) {
    ++missed_;
    missed_iteration_ = attempt.iteration;
    return;
  }
  const bool unreached = attempt.error == ErrorClass::kEarlierStep;
  if (unreached && missed_iteration_ == attempt.iteration) return;
  tally_.add(attempt, Wants::all());
}

StepJudgement judge_step(const CapacitySpec& spec, const CapacityStepFold& step) {
  const Histogram& late = step.tally().late;
  const Nanoseconds late_p99(late.count() == 0 ? 0
                                               : static_cast<std::int64_t>(late.quantile(0.99)));
  if (late_p99 > spec.max_late_start) {
    return {StepVerdict::kHarnessLimit,
            fmt::format("the harness was the limit: it began iterations late, p99 {}, more than {}",
                        format_quantity(seconds(late_p99), Dimension::kTime),
                        format_quantity(seconds(spec.max_late_start), Dimension::kTime))};
  }
  std::string broken = broken_condition(spec, step);
  if (!broken.empty()) return {StepVerdict::kBroke, std::move(broken)};
  if (step.missed() > 0) {
    return {
        StepVerdict::kHarnessLimit,
        fmt::format("the harness was the limit: {} starts were missed; max_in_flight is too low",
                    step.missed())};
  }
  return {};
}

}  // namespace squall

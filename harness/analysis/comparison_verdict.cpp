#include "harness/analysis/comparison_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/analysis/shift.h"
#include "harness/model/compared_metrics.h"
#include "harness/model/quantity.h"

namespace squall {
namespace {

constexpr std::size_t kMostRegressions = 10;

std::string runs_text(std::size_t count) {
  return fmt::format("{} run{}", count, count == 1 ? "" : "s");
}

std::size_t count_gated(const RunComparison& comparison, bool that_vary = false) {
  return static_cast<std::size_t>(std::count_if(
      comparison.metrics.begin(), comparison.metrics.end(), [&](const MetricComparison& metric) {
        return metric.gated && metric.shift && (!that_vary || metric.varies());
      }));
}

void add_regressions(RunComparison& comparison) {
  std::size_t more = 0;
  for (const MetricComparison& metric : comparison.metrics) {
    if (!metric.gated || metric.change != Change::kWorse) continue;
    if (comparison.reasons.size() < kMostRegressions) {
      comparison.reasons.push_back(change_text(metric));
    } else {
      ++more;
    }
  }
  if (more > 0) comparison.reasons.push_back(fmt::format("{} more are worse", more));
}

// Why a comparison that found nothing still shows nothing.
void add_doubts(RunComparison& comparison) {
  std::vector<std::string>& reasons = comparison.reasons;
  const std::size_t base = comparison.base.runs, head = comparison.head.runs;
  const CompareRules& rules = comparison.rules;
  if (base == 0) {
    reasons.push_back(fmt::format("{} holds no run to compare with", comparison.base.source));
    comparison.notes.push_back(
        fmt::format("to make a baseline of HEAD: squall baseline update {} --to {}, and commit it",
                    comparison.head.source, comparison.base.source));
  }
  if (head == 0) {
    reasons.push_back(fmt::format("{} holds no run that can be compared", comparison.head.source));
  }
  if (base > 0 && head > 0) {
    const std::size_t metrics = count_gated(comparison, true);
    const double smallest =
        std::min(1.0, smallest_p_value(base, head) * static_cast<double>(metrics));
    if (count_gated(comparison) == 0) {
      reasons.emplace_back("there is no metric that decides");
    } else if (std::min(base, head) < rules.min_runs) {
      reasons.push_back(
          fmt::format("nothing can be concluded from {} against {}: it takes {} a side", base,
                      runs_text(head), rules.min_runs));
    } else if (smallest > rules.alpha) {
      reasons.push_back(fmt::format(
          "no difference could count with {} against {} and {} metrics: the smallest p-value is "
          "{:.2g}; repeat more often, or let fewer metrics decide",
          base, runs_text(head), metrics, smallest));
    }
  }
  for (const ComparedGroup* group : {&comparison.base, &comparison.head}) {
    for (const std::string& left_out : group->left_out) reasons.push_back("left out: " + left_out);
  }
  for (const MetricComparison& metric : comparison.metrics) {
    if (!metric.gated || find_compared_metric(metric.key.metric)->optional) continue;
    const auto look = [&](const char* side, std::size_t values, std::size_t runs) {
      if (values == runs) return;
      reasons.push_back(fmt::format("{} in {} has a value in {} of {} of {}", metric.key.metric,
                                    metric.key.where, values, runs_text(runs), side));
    };
    look("BASE", metric.base.size(), base);
    look("HEAD", metric.head.size(), head);
  }
}

void add_notes(RunComparison& comparison) {
  for (const Difference& difference : comparison.differences) {
    comparison.notes.push_back(fmt::format("allowed to differ: {}", difference.text()));
  }
  const RunSummary &base = comparison.base.first, &head = comparison.head.first;
  if (base.squall_version != head.squall_version && comparison.base.runs > 0) {
    comparison.notes.push_back(fmt::format("squall {} made BASE, and {} made HEAD",
                                           base.squall_version, head.squall_version));
  }
}

}  // namespace

std::string change_text(const MetricComparison& metric) {
  std::string text = fmt::format("{} in {}", metric.key.metric, metric.key.where);
  if (!metric.shift) return text + ": no value on one side";
  text += fmt::format(": {} to {}", format_quantity(*metric.base_median, metric.dimension),
                      format_quantity(*metric.head_median, metric.dimension));
  if (metric.dimension == Dimension::kRatio) {
    return text + fmt::format(", {:+.3g} percentage points", *metric.shift * 100);
  }
  const auto share = metric.share_of_base(metric.shift);
  if (!share) return text;
  const double percent = std::abs(*share) * 100;
  return text + fmt::format(", {:.{}f} % {}", percent, percent < 100 ? 1 : 0,
                            *share > 0 ? "more" : "less");
}

void judge(RunComparison& comparison) {
  add_notes(comparison);
  add_regressions(comparison);
  const bool worse = !comparison.reasons.empty();
  add_doubts(comparison);
  if (worse) {
    comparison.verdict = Verdict::kFail;
    comparison.exit_code = 1;
  } else if (!comparison.reasons.empty()) {
    comparison.verdict = Verdict::kInconclusive;
    comparison.exit_code = 2;
  } else {
    comparison.verdict = Verdict::kPass;
    comparison.exit_code = 0;
    comparison.reasons.push_back(
        fmt::format("none of {} metrics that decide is worse", count_gated(comparison)));
  }
}

}  // namespace squall

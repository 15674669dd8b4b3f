#include "harness/analysis/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/analysis/comparison_verdict.h"
#include "harness/analysis/median.h"
#include "harness/analysis/regression.h"
#include "harness/analysis/shift.h"
#include "harness/analysis/typical_run.h"
#include "harness/core/text.h"
#include "harness/model/compared_metrics.h"

namespace squall {
namespace {

ComparedGroup compared_group(const RunGroup& group) {
  ComparedGroup compared;
  compared.source = group.source;
  for (const RunSummary& run : group.runs) {
    if (!run.left_out.empty()) {
      compared.left_out.push_back(fmt::format("{}: {}", run.source, run.left_out));
      continue;
    }
    compared.members.push_back(run);
    compared.members.back().values.clear();
  }
  compared.runs = compared.members.size();
  if (compared.runs > 0) compared.first = compared.members.front();
  return compared;
}

// Every key of the runs that are compared, in the order in which they first appear.
std::vector<MetricKey> keys_of(const RunGroup& group) {
  std::vector<MetricKey> keys;
  for (const RunSummary& run : group.runs) {
    if (!run.left_out.empty()) continue;
    for (const auto& [key, value] : run.values) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  return keys;
}

std::vector<double> values_of(const RunGroup& group, const MetricKey& key) {
  std::vector<double> values;
  for (const RunSummary& run : group.runs) {
    if (!run.left_out.empty()) continue;
    for (const auto& [other, value] : run.values) {
      if (other == key) values.push_back(value);
    }
  }
  return values;
}

RegressionRule rule_of(const ComparedMetric& metric, const CompareRules& rules) {
  RegressionRule rule;
  rule.level = rules.alpha;
  rule.effect = metric.relative ? rules.min_effect : 0;
  rule.least = metric.least;
  rule.more_is_better = metric.more_is_better;
  return rule;
}

void measure(MetricComparison& metric, double confidence) {
  if (!metric.base.empty()) metric.base_median = median(metric.base);
  if (!metric.head.empty()) metric.head_median = median(metric.head);
  if (metric.base.empty() || metric.head.empty()) return;
  const Shift shift = shift_between(metric.base, metric.head, confidence);
  metric.shift = shift.shift;
  metric.low = shift.low;
  metric.high = shift.high;
  metric.p_value = shift.p_value;
}

bool is_tested(const MetricComparison& metric, bool gated) {
  return metric.shift && metric.gated == gated && metric.varies();
}

// The p-values of those that decide are corrected together, and the others among themselves; those
// that could not be small whatever the sides do not count (Tarone, "A modified Bonferroni method
// for discrete data", 1990).
void correct(std::vector<MetricComparison>& metrics, bool gated) {
  std::vector<double> p_values;
  for (const MetricComparison& metric : metrics) {
    if (is_tested(metric, gated)) p_values.push_back(metric.p_value);
  }
  auto adjusted = holm(p_values);
  auto next = adjusted.begin();
  for (MetricComparison& metric : metrics) {
    if (is_tested(metric, gated)) metric.p_adjusted = *next++;
  }
}

Change change_of(const MetricComparison& metric, const RegressionRule& rule, double confidence) {
  if (!metric.shift) return Change::kMissing;
  Shift shift;
  shift.shift = *metric.shift;
  switch (regression_of(shift, metric.p_adjusted, *metric.base_median, rule)) {
    case Regression::kWorse:
      return Change::kWorse;
    case Regression::kBetter:
      return Change::kBetter;
    case Regression::kNone:
      break;
  }
  const double counts = smallest_shift(*metric.base_median, rule);
  // Of too few values no interval holds what it promises.
  if (smallest_p_value(metric.base.size(), metric.head.size()) > 1 - confidence) {
    return Change::kUnsure;
  }
  const double largest = std::max(std::abs(*metric.low), std::abs(*metric.high));
  return largest < counts || largest == 0 ? Change::kSame : Change::kUnsure;
}

// How far a change goes beyond what counts, so that different metrics can be set in one order.
double size_of(const MetricComparison& metric, const CompareRules& rules) {
  const ComparedMetric* compared = find_compared_metric(metric.key.metric);
  if (!metric.shift || compared == nullptr) return 0;
  const double counts = smallest_shift(*metric.base_median, rule_of(*compared, rules));
  return counts == 0 ? std::abs(*metric.shift) : std::abs(*metric.shift) / counts;
}

void put_worst_first(std::vector<MetricComparison>& metrics, const CompareRules& rules) {
  std::stable_sort(metrics.begin(), metrics.end(), [&](const auto& a, const auto& b) {
    if (a.change != b.change) return a.change < b.change;
    if (a.gated != b.gated) return a.gated;
    return size_of(a, rules) > size_of(b, rules);
  });
}

bool has_place(const std::vector<MetricKey>& keys, const std::string& where) {
  return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.where == where; });
}

// Phases and faults that one side alone has have nothing to be compared with.
void note_places(const std::vector<MetricKey>& keys, const std::vector<MetricKey>& others,
                 std::string_view side, RunComparison& comparison) {
  std::vector<std::string> places;
  for (const MetricKey& key : keys) {
    if (has_place(others, key.where)) continue;
    if (std::find(places.begin(), places.end(), key.where) == places.end()) {
      places.push_back(key.where);
    }
  }
  if (places.empty()) return;
  comparison.notes.push_back(fmt::format("only {} has {}: not compared", side, join_names(places)));
}

}  // namespace

RunComparison compare(const RunGroup& base, const RunGroup& head, const CompareRules& rules) {
  RunComparison comparison;
  comparison.rules = rules;
  comparison.base = compared_group(base);
  comparison.head = compared_group(head);
  comparison.differences = differences_of(base, head);
  std::vector<MetricKey> keys = keys_of(base);
  const std::vector<MetricKey> of_head = keys_of(head);
  if (comparison.base.runs > 0 && comparison.head.runs > 0) {
    note_places(keys, of_head, "BASE", comparison);
    note_places(of_head, keys, "HEAD", comparison);
  }
  std::erase_if(keys, [&](const MetricKey& key) { return !has_place(of_head, key.where); });
  for (const MetricKey& key : of_head) {
    const bool known = std::find(keys.begin(), keys.end(), key) != keys.end();
    if (!known && has_place(keys, key.where)) keys.push_back(key);
  }
  for (const MetricKey& key : keys) {
    const ComparedMetric* compared = find_compared_metric(key.metric);
    if (compared == nullptr) continue;  // Of a newer version.
    MetricComparison& metric = comparison.metrics.emplace_back();
    metric.key = key;
    metric.dimension = compared->dimension;
    metric.more_is_better = compared->more_is_better;
    metric.gated = rules.gated.empty() ? compared->decides : rules.gated.count(key.metric) > 0;
    metric.base = values_of(base, key);
    metric.head = values_of(head, key);
    measure(metric, comparison.confidence);
  }
  correct(comparison.metrics, true);
  correct(comparison.metrics, false);
  for (MetricComparison& metric : comparison.metrics) {
    const RegressionRule rule = rule_of(*find_compared_metric(metric.key.metric), rules);
    metric.change = change_of(metric, rule, comparison.confidence);
    metric.counts_from = smallest_shift(metric.base_median.value_or(0), rule);
  }
  put_worst_first(comparison.metrics, rules);
  comparison.base.typical = typical_run(base, comparison.metrics, &MetricComparison::base);
  comparison.head.typical = typical_run(head, comparison.metrics, &MetricComparison::head);
  judge(comparison);
  return comparison;
}

}  // namespace squall

#include "harness/analysis/trend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/analysis/regression.h"
#include "harness/core/text.h"
#include "harness/model/compared_metrics.h"
#include "harness/model/quantity.h"

namespace squall {
namespace {

constexpr std::size_t kShortest = 5;  // Runs of one level.

std::string also_changed(const RunSummary& before, const RunSummary& after) {
  std::vector<std::string> what;
  if (before.scenario_hash != after.scenario_hash) what.emplace_back("the scenario");
  if (before.flavour != after.flavour) what.emplace_back("the flavour");
  if (!(before.host == after.host)) what.emplace_back("the host");
  if (before.versions != after.versions) what.emplace_back("a version of the system");
  if (before.squall_version != after.squall_version) what.emplace_back("squall");
  return join_names(what);
}

std::vector<TrendSeries> series_of(const std::vector<RunSummary>& runs) {
  std::vector<TrendSeries> all;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const auto& [key, value] : runs[i].values) {
      const ComparedMetric* metric = find_compared_metric(key.metric);
      if (metric == nullptr || !metric->decides) continue;
      auto found = std::find_if(all.begin(), all.end(),
                                [&key = key](const TrendSeries& each) { return each.key == key; });
      if (found == all.end()) {
        all.push_back({key, metric->dimension, {}, {}, {}});
        found = all.end() - 1;
      }
      found->runs.push_back(i);
      found->values.push_back(value);
    }
  }
  return all;
}

void find_changes(TrendSeries& series, const Trend& trend, const TrendRules& rules,
                  std::size_t tests) {
  const ComparedMetric& metric = *find_compared_metric(series.key.metric);
  RegressionRule rule;
  rule.effect = metric.relative ? rules.min_effect : 0;
  rule.least = metric.least;
  ChangeSearch search;
  search.shortest = kShortest;
  search.level = rules.level / static_cast<double>(tests);
  search.shuffles = static_cast<int>(std::ceil(2 / search.level));
  for (ChangePoint point : change_points(series.values, search)) {
    if (std::abs(point.after - point.before) < smallest_shift(point.before, rule)) continue;
    TrendChange change;
    change.worse = (point.after > point.before) != metric.more_is_better;
    const std::size_t first = series.runs[point.at], last = series.runs[point.at - 1];
    change.also = also_changed(trend.runs[last], trend.runs[first]);
    point.at = first;
    change.point = point;
    series.changes.push_back(std::move(change));
  }
}

// The run of the latest change for the worse, counted from 1; 0: there is none.
std::size_t latest_worse(const TrendSeries& series) {
  std::size_t latest = 0;
  for (const TrendChange& change : series.changes) {
    if (change.worse) latest = change.point.at + 1;
  }
  return latest;
}

void judge(Trend& trend) {
  if (trend.runs.size() < 2 * kShortest) {
    trend.reason =
        fmt::format("{} runs show no trend: it takes {}", trend.runs.size(), 2 * kShortest);
    return;
  }
  trend.verdict = Verdict::kPass;
  trend.exit_code = 0;
  const TrendSeries* worst = trend.series.empty() ? nullptr : &trend.series.front();
  const std::size_t at = worst == nullptr ? 0 : latest_worse(*worst);
  if (at == 0) {
    trend.reason = "no metric became worse for good";
    return;
  }
  const auto change = std::find_if(worst->changes.begin(), worst->changes.end(),
                                   [&](const auto& each) { return each.point.at + 1 == at; });
  trend.reason =
      fmt::format("{} in {} is worse since run {}: {} before, {} after", worst->key.metric,
                  worst->key.where, at, format_quantity(change->point.before, worst->dimension),
                  format_quantity(change->point.after, worst->dimension));
  if (trend.newest > 0 && at + trend.newest > trend.runs.size()) {
    trend.verdict = Verdict::kFail;
    trend.exit_code = 1;
  }
}

}  // namespace

Trend trend_of(const RunGroup& group, const TrendRules& rules) {
  Trend trend;
  trend.newest = rules.newest;
  for (const RunSummary& run : group.runs) {
    if (run.left_out.empty()) {
      trend.runs.push_back(run);
    } else {
      trend.left_out.push_back(fmt::format("{}: {}", run.source, run.left_out));
    }
  }
  if (trend.runs.size() > rules.most) {
    const std::size_t older = trend.runs.size() - rules.most;
    trend.left_out.push_back(
        fmt::format("{} older runs: the newest {} are taken", older, rules.most));
    trend.runs.erase(trend.runs.begin(), trend.runs.begin() + static_cast<std::ptrdiff_t>(older));
  }
  trend.gates = gate_spreads(trend.runs);
  trend.series = series_of(trend.runs);
  for (TrendSeries& series : trend.series) {
    find_changes(series, trend, rules, trend.series.size());
  }
  std::stable_sort(trend.series.begin(), trend.series.end(),
                   [](const auto& a, const auto& b) { return latest_worse(a) > latest_worse(b); });
  for (RunSummary& run : trend.runs) run.values.clear();
  judge(trend);
  return trend;
}

}  // namespace squall

// The table of metrics that gates, abort conditions and the recovery rule can name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace squall {

enum class Dimension { kNone, kRatio, kTime, kRate, kBytes };  ///< kNone: a bare count.

enum class MetricId {
  kAvailability,
  kGoodput,
  kThroughput,
  kErrorRate,
  kErrors,
  kTimeouts,
  kOperations,
  kRetries,
  kRetryAmplification,
  kDropped,
  kIndeterminate,
  kPercentile,  ///< p50 … p99_99, max, mean; `quantile` says which.
  kTimeToDetect,
  kTimeToRecover,
  kTimeToRecoverFromInjection,
  kRto,
  kRpo,
  kBudgetSpent,
  kBurnRate,
  kCapacity,
  kProbe,  ///< Of a [[probe]]'s samples in the phase; `statistic` says what.
  kNode,   ///< Of what a node used in the phase; `resource` and `statistic` say what.
};

/// What a metric takes in parentheses, apart from a window.
enum class MetricArgument {
  kNone,
  kErrorClass,  ///< error_rate(http_5xx)
  kLatency,     ///< p99(response_time), p99(service_time), p99(late_start)
  kFault,       ///< time_to_recover(fault's name); may be left out where there is one fault
  kSlo,         ///< budget_spent(its name); may be left out where there is one [[slo]]
  kProbe,       ///< probe(its name).value_max
  kNode,        ///< node(its name).rss_max
};

/// What becomes of samples; kGrowth: how far the straight line through them rises.
enum class Statistic { kMin, kMean, kMax, kGrowth, kMetShare, kCount };
enum class NodeResource { kRss, kCpu, kDescriptors, kThreads };

struct Metric {
  std::string_view name;
  MetricId id;
  Dimension dimension;
  MetricArgument argument;
  bool windowed;    ///< Whether it may take a sliding window.
  double quantile;  ///< kPercentile: 0 to 1; -1 for the mean.
  std::string_view summary;
  Statistic statistic = Statistic::kMean;      ///< kProbe, kNode
  NodeResource resource = NodeResource::kRss;  ///< kNode
};

/// Whether the metric is one of samples that the run took beside the load.
constexpr bool is_sampled(const Metric& metric) {
  return metric.id == MetricId::kProbe || metric.id == MetricId::kNode;
}

/// Whether the metric is one of all phases together: it is judged once, and not with others.
constexpr bool is_of_run(const Metric& metric) {
  return metric.id == MetricId::kRpo || metric.id == MetricId::kBudgetSpent ||
         metric.id == MetricId::kBurnRate;
}

std::span<const Metric> metrics();
const Metric* find_metric(std::string_view name);
/// What may stand behind "probe(NAME)." or "node(NAME).": "value_max".
std::vector<std::string> fields_of(MetricArgument argument);
/// The metric of such a field, or nullptr.
const Metric* find_field(MetricArgument argument, std::string_view field);
std::string_view dimension_name(Dimension dimension);

}  // namespace squall

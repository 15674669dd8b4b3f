// The table of metrics that gates, abort conditions and the recovery rule can name.
#pragma once

#include <span>
#include <string_view>

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
  kCapacity,
};

/// What a metric takes in parentheses, apart from a window.
enum class MetricArgument {
  kNone,
  kErrorClass,  ///< error_rate(http_5xx)
  kLatency,     ///< p99(response_time), p99(service_time), p99(late_start)
  kFault,       ///< time_to_recover(fault's name); may be left out where there is one fault
};

struct Metric {
  std::string_view name;
  MetricId id;
  Dimension dimension;
  MetricArgument argument;
  bool windowed;    ///< Whether it may take a sliding window.
  double quantile;  ///< kPercentile: 0 to 1; -1 for the mean.
  std::string_view summary;
};

std::span<const Metric> metrics();
const Metric* find_metric(std::string_view name);
std::string_view dimension_name(Dimension dimension);

}  // namespace squall

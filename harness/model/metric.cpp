#include "harness/model/metric.h"

#include <array>

namespace squall {
namespace {

using A = MetricArgument;
using D = Dimension;
using M = MetricId;
using S = Statistic;
using R = NodeResource;

constexpr std::array kMetrics = std::to_array<Metric>({
    {"operations", M::kOperations, D::kNone, A::kNone, true, 0, "operations that were due"},
    {"availability", M::kAvailability, D::kRatio, A::kNone, true, 0,
     "ok operations / operations due; indeterminate and dropped count against it"},
    {"goodput", M::kGoodput, D::kRate, A::kNone, true, 0,
     "operations that ended ok within their deadline, per second"},
    {"throughput", M::kThroughput, D::kRate, A::kNone, true, 0, "answers of any kind, per second"},
    {"error_rate", M::kErrorRate, D::kRatio, A::kErrorClass, true, 0,
     "operations that did not end ok / operations due; with an error class, those of the class"},
    {"errors", M::kErrors, D::kNone, A::kErrorClass, true, 0,
     "attempts that ended in an error, or in one error class"},
    {"timeouts", M::kTimeouts, D::kNone, A::kNone, true, 0,
     "attempts that ended as connect_timeout, first_byte_timeout, attempt_timeout or "
     "deadline_exceeded"},
    {"retries", M::kRetries, D::kNone, A::kNone, true, 0, "attempts beyond the first"},
    {"retry_amplification", M::kRetryAmplification, D::kRatio, A::kNone, true, 0,
     "attempts / operations that were sent"},
    {"dropped", M::kDropped, D::kNone, A::kNone, true, 0, "operations that were never sent"},
    {"indeterminate", M::kIndeterminate, D::kNone, A::kNone, true, 0,
     "operations whose effect is unknown"},
    {"p50", M::kPercentile, D::kTime, A::kLatency, true, 0.5, "median"},
    {"p75", M::kPercentile, D::kTime, A::kLatency, true, 0.75, "75th percentile"},
    {"p90", M::kPercentile, D::kTime, A::kLatency, true, 0.9, "90th percentile"},
    {"p95", M::kPercentile, D::kTime, A::kLatency, true, 0.95, "95th percentile"},
    {"p99", M::kPercentile, D::kTime, A::kLatency, true, 0.99, "99th percentile"},
    {"p99_9", M::kPercentile, D::kTime, A::kLatency, true, 0.999, "99.9th percentile"},
    {"p99_99", M::kPercentile, D::kTime, A::kLatency, true, 0.9999, "99.99th percentile"},
    {"max", M::kPercentile, D::kTime, A::kLatency, true, 1.0, "the longest"},
    {"mean", M::kPercentile, D::kTime, A::kLatency, true, -1.0, "arithmetic mean"},
    {"time_to_detect", M::kTimeToDetect, D::kTime, A::kFault, false, 0,
     "from a fault's injection to the first failure that a client saw"},
    {"time_to_recover", M::kTimeToRecover, D::kTime, A::kFault, false, 0,
     "from a fault's healing until clients were served again (0: before the healing)"},
    {"time_to_recover_from_injection", M::kTimeToRecoverFromInjection, D::kTime, A::kFault, false,
     0, "from a fault's injection until clients were served again"},
    {"rto", M::kRto, D::kTime, A::kFault, false, 0,
     "from a fault's injection until clients were served again and, where a durability checker "
     "looks, what had been acknowledged before could be read again"},
    {"rpo", M::kRpo, D::kTime, A::kNone, false, 0,
     "how far back acknowledged writes were lost, told by a durability checker; 0: none was"},
    {"budget_spent", M::kBudgetSpent, D::kRatio, A::kSlo, false, 0,
     "the share of an [[slo]]'s error budget that fault phases and recoveries spent"},
    {"burn_rate", M::kBurnRate, D::kNone, A::kSlo, false, 0,
     "how many times faster than its [[slo]] allows they spent it"},
    {"capacity", M::kCapacity, D::kRate, A::kNone, false, 0,
     "the highest rate that held in a phase of kind capacity"},
    {"probe(NAME).value_max", M::kProbe, D::kNone, A::kProbe, false, 0,
     "the largest value of a [[probe]] in the phase, in the unit of the probe", S::kMax},
    {"probe(NAME).value_min", M::kProbe, D::kNone, A::kProbe, false, 0, "the smallest", S::kMin},
    {"probe(NAME).value_mean", M::kProbe, D::kNone, A::kProbe, false, 0, "their mean", S::kMean},
    {"probe(NAME).met_share", M::kProbe, D::kRatio, A::kProbe, false, 0,
     "samples that were met / samples", S::kMetShare},
    {"probe(NAME).samples", M::kProbe, D::kNone, A::kProbe, false, 0,
     "samples that were taken, with a value or without", S::kCount},
    {"node(NAME).rss_max", M::kNode, D::kBytes, A::kNode, false, 0,
     "the most resident memory of a node's processes in the phase, looked at once a second",
     S::kMax, R::kRss},
    {"node(NAME).rss_mean", M::kNode, D::kBytes, A::kNode, false, 0, "its mean", S::kMean, R::kRss},
    {"node(NAME).rss_growth", M::kNode, D::kBytes, A::kNode, false, 0,
     "how far the straight line through its samples rises in the phase; of a node that was "
     "started again, since then",
     S::kGrowth, R::kRss},
    {"node(NAME).cpu_max", M::kNode, D::kRatio, A::kNode, false, 0,
     "the most processors in use over a second: 150% is one and a half", S::kMax, R::kCpu},
    {"node(NAME).cpu_mean", M::kNode, D::kRatio, A::kNode, false, 0, "their mean", S::kMean,
     R::kCpu},
    {"node(NAME).descriptors_max", M::kNode, D::kNone, A::kNode, false, 0,
     "the most open descriptors", S::kMax, R::kDescriptors},
    {"node(NAME).descriptors_growth", M::kNode, D::kNone, A::kNode, false, 0,
     "as rss_growth, of open descriptors", S::kGrowth, R::kDescriptors},
    {"node(NAME).threads_max", M::kNode, D::kNone, A::kNode, false, 0, "the most threads", S::kMax,
     R::kThreads},
});

}  // namespace

std::span<const Metric> metrics() { return kMetrics; }

const Metric* find_metric(std::string_view name) {
  for (const Metric& metric : kMetrics) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::vector<std::string> fields_of(MetricArgument argument) {
  std::vector<std::string> fields;
  for (const Metric& metric : kMetrics) {
    if (metric.argument == argument) {
      fields.emplace_back(metric.name.substr(metric.name.rfind('.') + 1));
    }
  }
  return fields;
}

const Metric* find_field(MetricArgument argument, std::string_view field) {
  for (const Metric& metric : kMetrics) {
    const bool same = metric.argument == argument && is_sampled(metric);
    if (same && metric.name.substr(metric.name.rfind('.') + 1) == field) return &metric;
  }
  return nullptr;
}

std::string_view dimension_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::kNone:
      return "a bare number";
    case Dimension::kRatio:
      return "a ratio (%)";
    case Dimension::kTime:
      return "a time (ms, s)";
    case Dimension::kRate:
      return "a rate (/s)";
    case Dimension::kBytes:
      return "a size (KiB, MiB)";
  }
  return "?";
}

}  // namespace squall

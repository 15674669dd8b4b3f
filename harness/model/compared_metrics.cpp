#include "harness/model/compared_metrics.h"

#include <array>

namespace squall {
namespace {

using D = Dimension;

// Latencies: 0.1 ms, what a scheduler adds or takes. Availability: a tenth of a percentage point,
// as a twentieth of it would be a disaster. Times of a fault: a few of the windows and of the polls
// that they are told from.
constexpr double kLatency = 0.0001;
constexpr double kFaultTime = 0.1;

constexpr std::array kCompared = std::to_array<ComparedMetric>({
    {"availability", D::kRatio, true, false, 0.001, false, true},
    {"goodput", D::kRate, true, true, 0, false, true},
    {"throughput", D::kRate, true, true, 0, false, false},
    {"p50(response_time)", D::kTime, false, true, kLatency, false, true},
    {"p90(response_time)", D::kTime, false, true, kLatency, false, false},
    {"p99(response_time)", D::kTime, false, true, kLatency, false, true},
    {"p50(service_time)", D::kTime, false, true, kLatency, false, false},
    {"p90(service_time)", D::kTime, false, true, kLatency, false, false},
    {"p99(service_time)", D::kTime, false, true, kLatency, false, false},
    {"retry_amplification", D::kNone, false, true, 0.01, false, true},
    {"time_to_detect", D::kTime, false, true, kFaultTime, true, false},
    {"time_to_recover", D::kTime, false, true, kFaultTime, false, true},
    {"capacity", D::kRate, true, true, 0, false, true},
});

}  // namespace

std::span<const ComparedMetric> compared_metrics() { return kCompared; }

std::string compared_name(const MetricUse& use) {
  std::string name(use.metric->name);
  if (use.metric->argument != MetricArgument::kLatency) return name;
  return name + "(" + (use.arguments.empty() ? "response_time" : use.arguments.front()) + ")";
}

const ComparedMetric* find_compared_metric(std::string_view name) {
  for (const ComparedMetric& metric : kCompared) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

}  // namespace squall

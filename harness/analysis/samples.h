// What the run sampled beside the load: the values of probes, and what nodes used of the machine.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/event.h"
#include "harness/model/expression.h"

namespace squall {

struct ProbePoint {
  Nanoseconds at{};
  bool met = false;
  std::optional<double> value;
};

struct NodePoint {
  Nanoseconds at{};
  std::int64_t pid = 0;
  double rss_bytes = 0;
  std::optional<double> cpu;  ///< Processors in use since the sample before; none: the first one.
  double descriptors = 0, threads = 0;

  std::optional<double> value(NodeResource resource) const;
};

/// By name; the points in the order of their time.
class Samples {
 public:
  explicit Samples(const std::vector<TimedEvent>& events);

  const std::map<std::string, std::vector<ProbePoint>>& probes() const { return probes_; }
  const std::map<std::string, std::vector<NodePoint>>& nodes() const { return nodes_; }

  /// Of a metric of samples over [start, end); none: there was nothing to compute it from.
  std::optional<double> value(const MetricUse& use, Nanoseconds start, Nanoseconds end) const;

  /// How many samples that value is made of.
  std::uint64_t count(const MetricUse& use, Nanoseconds start, Nanoseconds end) const;

 private:
  std::map<std::string, std::vector<ProbePoint>> probes_;
  std::map<std::string, std::vector<NodePoint>> nodes_;
};

}  // namespace squall

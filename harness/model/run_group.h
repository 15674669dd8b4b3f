// What a comparison needs of a run, and of runs of the same thing.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/report.h"

namespace squall {

/// Names one figure of a run, the same in every run of a scenario.
struct MetricKey {
  std::string metric;  ///< As a gate names it: "p99(response_time)".
  std::string where;   ///< The phase or the fault that it is of: "node-killed".

  auto operator<=>(const MetricKey&) const = default;
};

/// Machines of one class are as fast as each other, as far as their names say.
struct HostClass {
  std::string os, cpu;
  int cores = 0;

  bool operator==(const HostClass&) const = default;
};

struct RunSummary {
  std::string source;  ///< The folder or file that it was read from.
  std::string title, scenario_file, scenario_hash;
  std::string topology, flavour;
  HostClass host;
  std::string squall_version, started_at, verdict;
  std::vector<std::string> versions;  ///< Of the services, where known: "couchdb: CouchDB 3.3.3".
  std::uint64_t seed = 0;
  std::vector<std::string> faults;  ///< Those that were injected, in order.
  std::string left_out;             ///< Why its figures cannot be compared; empty: they can.
  std::vector<std::pair<MetricKey, double>> values;  ///< Base units, in the order of the report.
  std::vector<GateReport> gates;                     ///< None of a run of a baseline.
};

struct RunGroup {
  std::string source;  ///< As the user named it.
  std::vector<RunSummary> runs;
};

/// The values of each metric over the runs that have it, in the order in which metrics first
/// appear.
std::vector<std::pair<MetricKey, std::vector<double>>> values_by_metric(const RunGroup& group);

}  // namespace squall

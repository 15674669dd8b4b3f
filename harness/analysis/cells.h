// The full figures of a phase: one tally for each step of each load.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/analysis/tally.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// A step of a load, by name.
struct StepName {
  std::string load, workload, step;

  /// Whether `wanted_workload` (a load's name does as well) and `wanted_step` name it; empty: any.
  bool is(const std::string& wanted_workload, const std::string& wanted_step) const;
};

/// The names behind Attempt::load and Attempt::step; "step 3" where the scenario has no such.
StepName name_of(const Scenario& scenario, const Topology& topology, std::uint8_t load,
                 std::uint8_t step);

/// The operations that a gate or an objective is about, by its `workload` and `step`.
class StepSelection {
 public:
  StepSelection(const Scenario& scenario, const Topology& topology, const std::string& workload,
                const std::string& step);

  bool has(const Attempt& attempt) const {
    return all_ ||
           (attempt.load < selected_.size() && attempt.step < selected_[attempt.load].size() &&
            selected_[attempt.load][attempt.step]);
  }

 private:
  bool all_ = false;
  std::vector<std::vector<bool>> selected_;  ///< [load][step]
};

class Cells {
 public:
  struct Cell {
    std::uint8_t load = 0, step = 0;
    Tally tally;
  };

  void add(const Attempt& attempt);

  /// In the order of loads and steps.
  std::vector<const Cell*> sorted() const;

 private:
  std::vector<std::unique_ptr<Cell>> cells_;
  std::vector<std::vector<Cell*>> by_step_;  ///< [load][step]
};

/// The figures over `length` of time.
Figures figures_of(const Tally& tally, Nanoseconds length);

LatencySummary summary_ms(const Histogram& latency);

/// Response and service times at the percentiles that have samples beyond them.
LatencyCurve curve_of(const Tally& tally);

/// Counts by name; classes without a count are left out.
std::map<std::string, std::uint64_t> errors_by_name(const Counts& counts);

}  // namespace squall

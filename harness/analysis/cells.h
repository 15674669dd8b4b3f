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

  /// Whether a gate's `workload` (a load's name does as well) and `step` name it.
  bool is_selected_by(const Gate& gate) const;
};

/// The names behind Attempt::load and Attempt::step; "step 3" where the scenario has no such.
StepName name_of(const Scenario& scenario, const Topology& topology, std::uint8_t load,
                 std::uint8_t step);

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

/// Counts by name; classes without a count are left out.
std::map<std::string, std::uint64_t> errors_by_name(const Counts& counts);

}  // namespace squall

// What the searches for a capacity found: decisions from the journal, figures from the attempts.
#pragma once

#include <vector>

#include "harness/analysis/capacity_step.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"

namespace squall {

class Capacities {
 public:
  Capacities(const Scenario& scenario, const std::vector<TimedEvent>& events);

  void add(const Attempt& attempt);

  /// One for each search that began, in the order of their phases.
  std::vector<CapacityReport> reports() const;

 private:
  struct Search {
    CapacityReport report;  ///< Without the figures of its steps.
    std::vector<CapacityStepFold> steps;
  };

  Search& search_of(const std::string& phase, const std::string& load);

  std::vector<Search> searches_;
};

}  // namespace squall

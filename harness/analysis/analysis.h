// The offline half: from the records of a run to its report. Pure: no I/O, no clock.
//
// The figures and rules are those of "Metrics, exactly" in reports/README.md;
// harness/analysis/README.md says where each stands and what was decided where they leave it open.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "harness/model/attempt.h"
#include "harness/model/event.h"
#include "harness/model/records.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// A streaming fold: construct with all events, add every attempt once (any order; that of the
/// file is fastest), then finish. Memory does not depend on the number of attempts.
class Analysis {
 public:
  /// `scenario` and `topology` must outlive the analysis.
  Analysis(const Scenario& scenario, const Topology& topology, std::vector<TimedEvent> events);
  ~Analysis();

  void add(std::span<const Attempt> attempts);

  /// Call once.
  Report finish(const RecordsCondition& records = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace squall

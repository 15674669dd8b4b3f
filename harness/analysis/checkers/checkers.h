// The checkers of one round: they see every attempt, and are believed only if the history is whole
// and in order.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/records.h"

namespace squall {

class Checkers {
 public:
  /// All must outlive this.
  Checkers(const Scenario& scenario, const Topology& topology, const History& history);

  bool any() const { return !checkers_.empty(); }

  void add(const Attempt& attempt);

  /// In the order of the scenario. `ended`: the records have an end.
  std::vector<CheckerReport> finish(const RecordsCondition& records, bool ended);

 private:
  void check_order(const Attempt& attempt);

  std::vector<std::pair<const CheckerSpec*, std::unique_ptr<Checker>>> checkers_;
  std::uint64_t attempts_ = 0;
  Nanoseconds newest_end_{};
  bool in_order_ = true;
};

}  // namespace squall

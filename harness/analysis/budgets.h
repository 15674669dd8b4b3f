// How much of its error budget each [[slo]] spent in fault phases and recoveries.
//
// With the objective o (99.9 %), the window w (30 days), and over the stretch of length d the share
// e of bad operations: the budget is (1 - o) * w, so much time without any service is allowed;
// spent are e * d of it, the share e / (1 - o) * d / w; and it was spent at the burn rate e / (1 -
// o): at 1 the budget lasts for just the window. Source: Google, The Site Reliability Workbook,
// chapter 5, "Alerting on SLOs" (burn rate and error budget consumed).
#pragma once

#include <vector>

#include "harness/analysis/cells.h"
#include "harness/analysis/history.h"
#include "harness/model/attempt.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

class Budgets {
 public:
  Budgets(const Scenario& scenario, const Topology& topology, const History& history);

  /// An attempt that was due in phase `phase`.
  void add(std::size_t phase, const Attempt& attempt);

  /// By the final phases of `history`.
  std::vector<SloReport> reports(const History& history) const;

 private:
  struct Counted {
    const Slo* slo = nullptr;
    StepSelection selection;
    std::uint64_t operations = 0, bad = 0;
  };

  std::vector<Counted> slos_;
  std::vector<bool> counts_;  ///< By phase: whether it is one of those.
};

}  // namespace squall

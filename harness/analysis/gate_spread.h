// What each gate saw over many runs, beside its limit: whether the limit is one that noise alone
// crosses, or one that nothing would ever cross.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model/run_group.h"

namespace squall {

struct GateSpread {
  std::string name, expr, comparison;
  std::string where;  ///< As place() names its phase and variant; empty: the whole run.
  Dimension dimension = Dimension::kNone;
  std::optional<double> limit;                 ///< Of the newest run that has one.
  std::size_t runs = 0, passed = 0;            ///< That judged it.
  double lowest = 0, median = 0, highest = 0;  ///< Base units.
};

/// In the order in which gates first appear; those that had a value in no run are left out. Runs
/// come by time.
std::vector<GateSpread> gate_spreads(const std::vector<RunSummary>& runs);

}  // namespace squall

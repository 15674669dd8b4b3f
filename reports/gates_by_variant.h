// The gates of a run with client variants: one row for each gate, one column for each variant.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall {

struct GateRow {
  std::string name, phase, limit;                  ///< "availability", "node-killed", ">= 99 %"
  std::vector<const GateReport*> by_variant = {};  ///< nullptr: not judged for that variant.
};

/// In the order of the report, with a column for each of its variants. `report` outlives the rows.
std::vector<GateRow> gates_by_variant(const Report& report);

}  // namespace squall

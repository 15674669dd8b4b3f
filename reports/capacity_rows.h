// The latency curve of a search for the capacity, as rows of a table for the text reports.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall {

/// "goodput", "availability", "p50", "p90", "p99"
const std::vector<std::string>& capacity_columns();

struct CapacityRow {
  CheckVerdict verdict = CheckVerdict::kPass;  ///< Held: pass; broke: fail.
  std::string rate;
  std::vector<std::string> cells;  ///< As capacity_columns().
  std::string reason;              ///< Why it did not hold.
};

/// In the order of the rates.
std::vector<CapacityRow> capacity_rows(const CapacityReport& search);

/// "a stall of 1.00 s at 12.30 s: 200 operations waited"
std::string stall_text(const StallReport& stall);

}  // namespace squall

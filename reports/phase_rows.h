// The rows of the table that sets the phases of a run side by side, as text.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall {

struct PhaseRow {
  std::string label;
  std::vector<std::string> cells;  ///< One for each phase.
};

/// Length, operations, availability, goodput, latencies, retries, then each error class that
/// occurred, the most frequent first, at most `error_rows` of them (the rest summed up).
std::vector<PhaseRow> phase_rows(std::span<const PhaseReport> phases, std::size_t error_rows);

}  // namespace squall

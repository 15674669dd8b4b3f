// The rows of the tables that set things side by side, as text: the phases of a run, and the client
// variants of a scenario.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall {

struct TableRow {
  std::string label;
  std::vector<std::string> cells;  ///< One for each column.
};

/// Length, operations, availability, goodput, latencies, retries, then each error class that
/// occurred, the most frequent first, at most `error_rows` of them (the rest summed up).
std::vector<TableRow> phase_rows(std::span<const PhaseReport> phases, std::size_t error_rows);

/// The same of each variant, without the length and with how much its retries added, what the
/// faults did to its clients, and its gates.
std::vector<TableRow> variant_rows(std::span<const VariantReport> variants, std::size_t error_rows);

/// "node-killed", and of a run with variants "no-retry: node-killed".
std::string phase_title(const PhaseReport& phase);

/// What a variant changes, as written; "as [client]" where that is nothing.
std::string settings_text(const VariantReport& variant);

}  // namespace squall

// What gates saw over many runs, as tables.
#pragma once

#include <string>
#include <vector>

#include "harness/analysis/gate_spread.h"

namespace squall {

/// A heading and a line for each gate, of at most 100 columns; none without gates.
std::vector<std::string> gate_spread_lines(const std::vector<GateSpread>& gates);

/// Markdown: a heading and a table for each scenario and flavour, in the order in which they first
/// appear. `runs` come by time.
std::string gates_markdown(const std::vector<RunSummary>& runs);

}  // namespace squall

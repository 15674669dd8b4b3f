#include "harness/analysis/gate_spread.h"

#include <algorithm>

#include "harness/analysis/median.h"
#include "harness/analysis/places.h"

namespace squall {
namespace {

struct Seen {
  GateSpread spread;
  std::vector<double> values;
};

Seen& seen_as(std::vector<Seen>& all, const GateReport& gate, const std::string& where) {
  const auto known = std::find_if(all.begin(), all.end(), [&](const Seen& each) {
    return each.spread.name == gate.name && each.spread.where == where;
  });
  if (known != all.end()) return *known;
  Seen& added = all.emplace_back();
  added.spread.name = gate.name;
  added.spread.where = where;
  return added;
}

}  // namespace

std::vector<GateSpread> gate_spreads(const std::vector<RunSummary>& runs) {
  std::vector<Seen> all;
  for (const RunSummary& run : runs) {
    for (const GateReport& gate : run.gates) {
      Seen& seen = seen_as(all, gate, place(gate.variant, gate.phase));
      GateSpread& spread = seen.spread;
      spread.expr = gate.expr;
      spread.comparison = gate.comparison;
      spread.dimension = shown_dimension(gate);
      if (gate.limit) spread.limit = gate.limit;
      ++spread.runs;
      if (gate.verdict == CheckVerdict::kPass) ++spread.passed;
      if (gate.actual) seen.values.push_back(*gate.actual);
    }
  }
  std::vector<GateSpread> spreads;
  for (Seen& seen : all) {
    if (seen.values.empty()) continue;
    const auto [lowest, highest] = std::minmax_element(seen.values.begin(), seen.values.end());
    seen.spread.lowest = *lowest;
    seen.spread.highest = *highest;
    seen.spread.median = median(seen.values);
    spreads.push_back(std::move(seen.spread));
  }
  return spreads;
}

}  // namespace squall

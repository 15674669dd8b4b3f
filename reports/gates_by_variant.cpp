#include "reports/gates_by_variant.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/quantity.h"

namespace squall {
namespace {

// A limit that is itself measured (a multiple of the baseline) differs between variants.
std::string limit_of(const GateRow& row) {
  std::string limit;
  for (const GateReport* gate : row.by_variant) {
    if (gate == nullptr) continue;
    const std::string own =
        gate->limit ? fmt::format("{} {}", gate->comparison, gate_text(*gate).limit) : gate->expr;
    if (!limit.empty() && own != limit) return gate->expr;
    limit = own;
  }
  return limit;
}

}  // namespace

std::vector<GateRow> gates_by_variant(const Report& report) {
  std::vector<GateRow> rows;
  for (const GateReport& gate : report.gates) {
    const auto variant =
        std::find_if(report.variants.begin(), report.variants.end(),
                     [&](const VariantReport& each) { return each.name == gate.variant; });
    if (variant == report.variants.end()) continue;
    const auto column = static_cast<std::size_t>(variant - report.variants.begin());
    // A gate may be judged for several faults of one phase: each has a row of its own.
    const auto known = std::find_if(rows.begin(), rows.end(), [&](const GateRow& row) {
      return row.name == gate.name && row.phase == gate.phase && row.by_variant[column] == nullptr;
    });
    GateRow& row =
        known != rows.end() ? *known : rows.emplace_back(GateRow{gate.name, gate.phase, {}});
    row.by_variant.resize(report.variants.size());
    row.by_variant[column] = &gate;
  }
  for (GateRow& row : rows) row.limit = limit_of(row);
  return rows;
}

}  // namespace squall

#include "reports/gate_spread_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "reports/display.h"
#include "reports/markdown_text.h"
#include "reports/quantity.h"

namespace squall {
namespace {

// Columns: name and place together, the limit, and each value.
constexpr std::size_t kGateColumns = 41, kWidestGate = 26, kLimitColumn = 13, kValueColumn = 11;

std::string where_text(const GateSpread& gate) {
  return gate.where.empty() ? "whole run" : gate.where;
}

std::string limit_text(const GateSpread& gate) {
  if (!gate.limit) return kNoValue;
  return fmt::format("{} {}", gate.comparison, figure_text(gate.limit, gate.dimension));
}

bool same_subject(const RunSummary& a, const RunSummary& b) {
  return a.title == b.title && a.flavour == b.flavour;
}

std::string heading(const RunSummary& first, std::size_t runs) {
  std::string text = fmt::format("## {}\n\n", markdown_text(first.title));
  const std::string file = std::filesystem::path(first.scenario_file).filename();
  if (!file.empty()) text += fmt::format("{}, ", markdown_code(file));
  if (!first.flavour.empty()) text += fmt::format("{}, ", markdown_text(first.flavour));
  return text + counted(runs, "run") + "\n\n";
}

}  // namespace

// Names have the room that they need, and places what is left.
std::vector<std::string> gate_spread_lines(const std::vector<GateSpread>& gates) {
  std::vector<std::string> lines;
  if (gates.empty()) return lines;
  std::size_t name_width = 0;
  for (const GateSpread& gate : gates) name_width = std::max(name_width, columns(gate.name));
  name_width = std::min(name_width, kWidestGate);
  const std::size_t place_width = kGateColumns - name_width - 2;
  const auto line = [&](const std::string& name, const std::string& place, const std::string& limit,
                        const std::array<std::string, 3>& values, const std::string& passed) {
    std::string text = padded(fitted(name, name_width), name_width + 1) +
                       padded(fitted(place, place_width), place_width + 1) +
                       right_aligned(limit, kLimitColumn);
    for (const std::string& value : values) text += right_aligned(value, kValueColumn);
    lines.push_back(text + "  " + passed);
  };
  line("Gates", "", "limit", {"lowest", "median", "highest"}, "passed");
  for (const GateSpread& gate : gates) {
    const auto text = [&](double value) { return figure_text(value, gate.dimension); };
    line(gate.name, where_text(gate), limit_text(gate),
         {text(gate.lowest), text(gate.median), text(gate.highest)},
         fmt::format("{} of {}", gate.passed, gate.runs));
  }
  return lines;
}

std::string gates_markdown(const std::vector<RunSummary>& runs) {
  std::vector<std::vector<RunSummary>> subjects;
  for (const RunSummary& run : runs) {
    const auto known = std::find_if(subjects.begin(), subjects.end(), [&](const auto& each) {
      return same_subject(each.front(), run);
    });
    (known == subjects.end() ? subjects.emplace_back() : *known).push_back(run);
  }
  std::string text;
  for (const std::vector<RunSummary>& each : subjects) {
    if (!text.empty()) text += "\n";
    text += heading(each.front(), each.size());
    const std::vector<GateSpread> gates = gate_spreads(each);
    if (gates.empty()) {
      text += "No gate had a value.\n";
      continue;
    }
    text +=
        "| gate | in | limit | lowest | median | highest | passed |\n"
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |\n";
    for (const GateSpread& gate : gates) {
      const auto value = [&](double of) { return figure_text(of, gate.dimension); };
      text += fmt::format("| {} | {} | {} | {} | {} | {} | {} of {} |\n", markdown_text(gate.name),
                          markdown_text(where_text(gate)), markdown_code(limit_text(gate)),
                          value(gate.lowest), value(gate.median), value(gate.highest), gate.passed,
                          gate.runs);
    }
  }
  return text;
}

}  // namespace squall

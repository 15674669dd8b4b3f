#include "reports/trend.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/analysis/median.h"
#include "reports/display.h"
#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

constexpr std::size_t kTrendWidth = 100;
constexpr std::size_t kBars = 36;
constexpr std::size_t kMostLeftOut = 5;
// Of the gates' table: name and place together, the limit, and each value.
constexpr std::size_t kGateColumns = 41, kWidestGate = 26, kLimitColumn = 13, kValueColumn = 11;

std::string level_text(double value, Dimension dimension) {
  return dimension == Dimension::kRatio ? percent_text(value) : quantity_text(value, dimension);
}

std::string change_line(const Trend& trend, const TrendSeries& series, const TrendChange& change) {
  const RunSummary& run = trend.runs[change.point.at];
  std::string text =
      fmt::format("since run {} of {}: {} before, {} after (p {:.3f})", change.point.at + 1,
                  run.started_at.substr(0, 10), level_text(change.point.before, series.dimension),
                  level_text(change.point.after, series.dimension), change.point.p_value);
  if (!change.also.empty()) text += fmt::format("; with it changed {}", change.also);
  return text + ": " + run.source;
}

// The gates' table; their names have the room that they need, and their places what is left.
std::vector<std::string> gate_lines(const std::vector<GateSpread>& gates) {
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
    const auto text = [&](double value) { return level_text(value, gate.dimension); };
    line(gate.name, gate.where.empty() ? "whole run" : gate.where,
         gate.limit ? fmt::format("{} {}", gate.comparison, text(*gate.limit)) : kNoValue,
         {text(gate.lowest), text(gate.median), text(gate.highest)},
         fmt::format("{} of {}", gate.passed, gate.runs));
  }
  return lines;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  constexpr std::array kHeights{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t bars = std::min(values.size(), width);
  std::vector<double> levels;
  for (std::size_t i = 0; i < bars; ++i) {
    const auto from = static_cast<std::ptrdiff_t>(i * values.size() / bars);
    const auto to = static_cast<std::ptrdiff_t>((i + 1) * values.size() / bars);
    levels.push_back(median({values.begin() + from, values.begin() + to}));
  }
  if (levels.empty()) return "";
  const auto [low, high] = std::minmax_element(levels.begin(), levels.end());
  std::string text;
  for (const double level : levels) {
    const double share = *high > *low ? (level - *low) / (*high - *low) : 0.5;
    text += kHeights.at(std::min<std::size_t>(7, static_cast<std::size_t>(share * 8)));
  }
  return text;
}

std::string trend_console(const Trend& trend, bool colour) {
  std::string text;
  const auto paint = [&](std::string_view what, int code) {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, what) : std::string(what);
  };
  const auto add = [&](const std::string& line) {
    text += fitted(one_line(line), kTrendWidth) + "\n";
  };
  if (!trend.runs.empty()) {
    add(trend.runs.front().title);
    add(fmt::format("{} of {} to {}", counted(trend.runs.size(), "run"),
                    trend.runs.front().started_at.substr(0, 10),
                    trend.runs.back().started_at.substr(0, 10)));
    text += "\n";
  }
  for (const TrendSeries& series : trend.series) {
    add(padded(fitted(series.key.metric, 19), 20) + padded(fitted(series.key.where, 18), 19) +
        right_aligned(level_text(series.values.front(), series.dimension), 10) + "  " +
        padded(sparkline(series.values, kBars), kBars) + "  " +
        level_text(series.values.back(), series.dimension));
    for (const TrendChange& change : series.changes) {
      bool first = true;
      for (const auto& part : wrapped(one_line(change_line(trend, series, change)), 92, 3)) {
        const std::string sign = change.worse ? paint("✗", 31) : paint("✓", 32);
        text += fmt::format("    {} {}\n", first ? sign : " ", part);
        first = false;
      }
    }
  }
  text += "\n";
  for (const std::string& line : gate_lines(trend.gates)) add(line);
  if (!trend.gates.empty()) text += "\n";
  const std::size_t shown = std::min(trend.left_out.size(), kMostLeftOut);
  for (std::size_t i = 0; i < shown; ++i) add("Left out: " + trend.left_out[i]);
  if (shown < trend.left_out.size()) {
    add(fmt::format("… and {} more are left out", trend.left_out.size() - shown));
  }
  const int code = trend.verdict == Verdict::kPass ? 32 : trend.verdict == Verdict::kFail ? 31 : 33;
  return text +
         paint(fmt::format("{} {} (exit {})", mark(trend.verdict), one_line(trend.reason),
                           trend.exit_code),
               code) +
         "\n";
}

}  // namespace squall

#include "reports/trend.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/analysis/median.h"
#include "harness/core/style.h"
#include "reports/console_text.h"
#include "reports/display.h"
#include "reports/gate_spread_text.h"
#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

constexpr std::size_t kTrendWidth = 100;
constexpr std::size_t kBars = 36;
constexpr std::size_t kMostLeftOut = 5;

std::string change_line(const Trend& trend, const TrendSeries& series, const TrendChange& change) {
  const RunSummary& run = trend.runs[change.point.at];
  std::string text =
      fmt::format("since run {} of {}: {} before, {} after (p {:.3f})", change.point.at + 1,
                  run.started_at.substr(0, 10), figure_text(change.point.before, series.dimension),
                  figure_text(change.point.after, series.dimension), change.point.p_value);
  if (!change.also.empty()) text += fmt::format("; with it changed {}", change.also);
  return text + ": " + run.source;
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
  const auto paint = [&](std::string_view what, Style style) {
    return styled(what, style, colour);
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
        right_aligned(figure_text(series.values.front(), series.dimension), 10) + "  " +
        padded(sparkline(series.values, kBars), kBars) + "  " +
        figure_text(series.values.back(), series.dimension));
    for (const TrendChange& change : series.changes) {
      bool first = true;
      for (const auto& part : wrapped(one_line(change_line(trend, series, change)), 92, 3)) {
        const std::string sign = change.worse ? paint("✗", Style::kRed) : paint("✓", Style::kGreen);
        text += fmt::format("    {} {}\n", first ? sign : " ", part);
        first = false;
      }
    }
  }
  text += "\n";
  for (const std::string& line : gate_spread_lines(trend.gates)) add(line);
  if (!trend.gates.empty()) text += "\n";
  const std::size_t shown = std::min(trend.left_out.size(), kMostLeftOut);
  for (std::size_t i = 0; i < shown; ++i) add("Left out: " + trend.left_out[i]);
  if (shown < trend.left_out.size()) {
    add(fmt::format("… and {} more are left out", trend.left_out.size() - shown));
  }
  return text +
         paint(fmt::format("{} {} (exit {})", mark(trend.verdict), one_line(trend.reason),
                           trend.exit_code),
               style_of(trend.verdict)) +
         "\n";
}

}  // namespace squall

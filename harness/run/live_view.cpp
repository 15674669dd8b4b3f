#include "harness/run/live_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/core/columns.h"
#include "harness/core/duration.h"
#include "harness/core/style.h"
#include "harness/core/text.h"

namespace squall {
namespace {

/// A line that knows how wide it has become, and takes no more than fits.
class Row {
 public:
  Row(std::size_t columns, bool colour) : left_(columns), colour_(colour) {}

  std::size_t left() const { return left_; }

  Row& add(std::string_view text, Style style = Style::kPlain) {
    const std::string_view piece = take_columns(text, left_);
    if (piece.empty()) return *this;
    text_ += styled(piece, style, colour_);
    return *this;
  }

  const std::string& text() const { return text_; }

 private:
  std::size_t left_;
  const bool colour_;
  std::string text_;
};

constexpr std::size_t kMostBarWidth = 24;
constexpr std::string_view kIndent = "           ";

std::string repeated(std::string_view glyph, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += glyph;
  return text;
}

std::string phase_time(const LiveMoment& moment) {
  const std::string length = format_duration(moment.length);
  return moment.open ? fmt::format("{:.1f} s, at most {}", seconds(moment.elapsed), length)
                     : fmt::format("{:.1f} s of {}", seconds(moment.elapsed), length);
}

void add_phase(Row& row, const LiveMoment& moment) {
  row.add(fmt::format("{:7.1f} s  ", seconds(moment.at)));
  row.add(moment.phase, Style::kBold);
  row.add(fmt::format(" ({} of {})  ", moment.phase_number, moment.phases), Style::kFaint);
  const std::string time = phase_time(moment);
  row.add(time + "  ");
  const std::size_t width = std::min(kMostBarWidth, row.left());
  if (width < kMostBarWidth / 2 || moment.length <= Nanoseconds(0)) return;
  const double share = std::clamp(seconds(moment.elapsed) / seconds(moment.length), 0.0, 1.0);
  const auto done = static_cast<std::size_t>(share * static_cast<double>(width));
  row.add(repeated("━", done), moment.open ? Style::kPlain : Style::kGreen);
  row.add(repeated("─", width - done), Style::kFaint);
}

void add_figures(Row& row, const LiveMoment& moment) {
  const LiveFigures& figures = moment.figures;
  const bool bad = figures.failed_per_s > 0;
  row.add(fmt::format("{}{:.1f} op/s  ", kIndent, figures.operations_per_s));
  row.add(fmt::format("{:.1f} failed/s  ", figures.failed_per_s),
          bad ? Style::kRed : Style::kPlain);
  row.add(fmt::format("{:.4g} % ok  ", 100 * figures.availability),
          bad ? Style::kRed : Style::kPlain);
  row.add(fmt::format("p50 {:.0f} ms  p99 {:.0f} ms  {} in flight", figures.response_p50_ms,
                      figures.response_p99_ms, moment.in_flight));
}

/// Operations that ended in each second, as bars; red where some of them failed.
void add_history(Row& row, const std::vector<LiveSecond>& history) {
  constexpr std::array<std::string_view, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::string_view kLegend = "  ok/s by second, ";
  row.add(kIndent);
  const std::size_t room = row.left() > 40 ? row.left() - 40 : 0;
  const std::size_t shown = std::min(history.size(), room);
  const auto first = history.end() - static_cast<std::ptrdiff_t>(shown);
  std::uint64_t most = 1;
  for (auto each = first; each != history.end(); ++each) most = std::max(most, each->ok);
  for (auto each = first; each != history.end(); ++each) {
    const auto level = static_cast<std::size_t>(each->ok * (kBars.size() - 1) / most);
    row.add(kBars.at(level), each->failed > 0 ? Style::kRed : Style::kGreen);
  }
  row.add(fmt::format("{}most {}", kLegend, most), Style::kFaint);
}

void add_faults(Row& row, const LiveMoment& moment) {
  row.add("   fault   ", Style::kFaint);
  std::string_view between;
  for (const LiveFault& fault : moment.faults) {
    const std::string where = fault.nodes.empty() ? "" : " on " + join_names(fault.nodes);
    row.add(between).add(fault.name, Style::kMagenta);
    row.add(fmt::format("{} for {:.1f} s", where, seconds(moment.at - fault.since)));
    between = ", ";
  }
}

void add_nodes(Row& row, const LiveMoment& moment) {
  row.add("   nodes   ", Style::kFaint);
  std::vector<std::string> ready;
  for (const LiveNode& node : moment.nodes) {
    if (node.state == NodeState::kReady) {
      ready.push_back(node.name);
      continue;
    }
    row.add(fmt::format("{} {}", node.name, name(node.state)), Style::kRed);
    row.add(fmt::format(" for {:.1f} s, ", seconds(moment.at - node.since)));
  }
  std::sort(ready.begin(), ready.end());
  row.add(fmt::format("{} ready", ready.size()), ready.empty() ? Style::kRed : Style::kGreen);
  if (!ready.empty()) row.add(": " + join_names(ready), Style::kFaint);
}

}  // namespace

std::string live_line(const LiveMoment& moment) {
  const LiveFigures& figures = moment.figures;
  const std::string length = format_duration(moment.length);
  return fmt::format(
      "{:7.1f} s  {}: {:.1f} s of {}{} | {:.1f} op/s, {:.1f} failed/s | p50 {:.0f} ms, "
      "p99 {:.0f} ms | {} in flight",
      seconds(moment.at), moment.phase, seconds(moment.elapsed), moment.open ? "at most " : "",
      length, figures.operations_per_s, figures.failed_per_s, figures.response_p50_ms,
      figures.response_p99_ms, moment.in_flight);
}

std::vector<std::string> live_view(const LiveMoment& moment, std::size_t columns, bool colour) {
  std::vector<std::string> lines;
  const auto line = [&](auto&& fill) {
    Row row(columns, colour);
    fill(row);
    lines.push_back(row.text());
  };
  line([&](Row& row) { add_phase(row, moment); });
  line([&](Row& row) { add_figures(row, moment); });
  if (!moment.history.empty()) line([&](Row& row) { add_history(row, moment.history); });
  if (!moment.faults.empty()) line([&](Row& row) { add_faults(row, moment); });
  if (!moment.nodes.empty()) line([&](Row& row) { add_nodes(row, moment); });
  return lines;
}

}  // namespace squall

#include "reports/compare_console.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/compare_rows.h"
#include "reports/console_text.h"
#include "reports/display.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

constexpr std::size_t kMostRows = 40;
constexpr std::size_t kMostReasons = 8;
constexpr std::size_t kReasonLines = 3;

std::string cells(const CompareRow& row) {
  return padded(fitted(one_line(row.metric), 19), 20) +
         padded(fitted(one_line(row.where), 16), 17) + right_aligned(row.base, 10) +
         right_aligned(row.head, 10) + right_aligned(row.change, 10) +
         right_aligned(row.interval, 21) + right_aligned(row.p_value, 9);
}

class CompareConsole : private ConsoleText {
 public:
  CompareConsole(const RunComparison& comparison, const CompareConsoleOptions& options)
      : ConsoleText(options.colour), comparison_(comparison), options_(options) {}

  std::string render() {
    head();
    rows("Metrics that decide", true);
    rows("Others", false);
    if (!comparison_.metrics.empty()) {
      text_ += '\n';
      for (const auto& part : wrapped(rules_text(comparison_), kWidth, kReasonLines)) {
        line(part, Style::kFaint);
      }
    }
    remarks();
    text_ += paint(compare_verdict_line(comparison_), style_of(comparison_.verdict)) + "\n";
    return std::move(text_);
  }

 private:
  void head() {
    const ComparedGroup& named = comparison_.head.runs > 0 ? comparison_.head : comparison_.base;
    line(named.first.title.empty() ? "Comparison" : named.first.title, Style::kBold);
    line(compared_text(comparison_), Style::kFaint);
    line(fmt::format("BASE  {}: {}", comparison_.base.source, group_text(comparison_.base)));
    line(fmt::format("HEAD  {}: {}", comparison_.head.source, group_text(comparison_.head)));
  }

  // What decides is shown in full, of the others what changed.
  bool is_shown(const MetricComparison& metric) const {
    const bool changed = metric.change == Change::kWorse || metric.change == Change::kBetter;
    return metric.gated || changed || options_.all;
  }

  void rows(std::string_view title, bool gated) {
    std::vector<const MetricComparison*> metrics;
    std::size_t left = 0;
    for (const MetricComparison& metric : comparison_.metrics) {
      if (metric.gated != gated) continue;
      const bool room = options_.all || metrics.size() < kMostRows;
      if (is_shown(metric) && room) {
        metrics.push_back(&metric);
      } else {
        ++left;
      }
    }
    if (metrics.empty() && left == 0) return;
    const CompareRow columns{"",       std::string(title), "in", "base", "head",
                             "change", "95 % interval",    "p"};
    text_ += '\n';
    if (!metrics.empty()) text_ += paint("  " + cells(columns), Style::kBold) + "\n";
    for (const MetricComparison* metric : metrics) {
      const CompareRow row = compare_row(*metric);
      const Style style = metric->change == Change::kWorse     ? Style::kRed
                          : metric->change == Change::kBetter  ? Style::kGreen
                          : metric->change == Change::kMissing ? Style::kYellow
                                                               : Style::kPlain;
      text_ += paint(row.mark, style) + " " + cells(row) + "\n";
    }
    if (left > 0) {
      line(fmt::format("  … and {} {}: -v shows them", left,
                       gated ? "more" : "more that did not change"),
           Style::kFaint);
    }
  }

  void remark(std::string_view label, std::string_view what, Style style) {
    bool first = true;
    for (const auto& part : wrapped(one_line(what), kWidth - label.size(), kReasonLines)) {
      text_ += paint(first ? label : std::string(label.size(), ' '), style) + part + "\n";
      first = false;
    }
  }

  void remarks() {
    text_ += '\n';
    for (const std::string& note : comparison_.notes) remark("Note: ", note, Style::kFaint);
    const std::size_t shown = std::min(comparison_.reasons.size(), kMostReasons);
    for (std::size_t i = 1; i < shown; ++i)
      remark("Also: ", comparison_.reasons[i], Style::kYellow);
    if (shown < comparison_.reasons.size()) {
      line(fmt::format("… and {} more reasons", comparison_.reasons.size() - shown));
    }
  }

  const RunComparison& comparison_;
  const CompareConsoleOptions& options_;
};

}  // namespace

std::string compare_console(const RunComparison& comparison, const CompareConsoleOptions& options) {
  return CompareConsole(comparison, options).render();
}

std::string compare_verdict_line(const RunComparison& comparison) {
  constexpr std::size_t kMostColumns = 240;
  return fmt::format("{} {}: {} ({}; exit {})", mark(comparison.verdict), shout(comparison),
                     fitted(one_line(comparison.reasons.front()), kMostColumns),
                     counts_text(comparison), comparison.exit_code);
}

}  // namespace squall

#include <fmt/format.h>

#include <algorithm>

#include "reports/compare_cases.h"
#include "reports/compare_rows.h"
#include "reports/markdown_text.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

constexpr std::size_t kMostMarkdownRows = 200;
constexpr std::size_t kMostItems = 20;

std::string metric_line(const MetricComparison& metric) {
  const CompareRow row = compare_row(metric);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", row.mark,
                     markdown_text(row.metric), markdown_text(row.where, 80), row.base, row.head,
                     row.change, row.interval, row.p_value);
}

std::string metric_table(const RunComparison& comparison, bool gated) {
  std::string text =
      "| | metric | in | base | head | change | 95 % interval | p |\n"
      "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n";
  std::size_t rows = 0, cut = 0;
  for (const MetricComparison& metric : comparison.metrics) {
    if (metric.gated != gated) continue;
    if (rows == kMostMarkdownRows) {
      ++cut;
      continue;
    }
    ++rows;
    text += metric_line(metric);
  }
  if (rows == 0) return "";
  if (cut > 0) text += fmt::format("\n_… and {} more: see compare.json._\n", cut);
  return text;
}

std::string list_of(const std::vector<std::string>& items, std::size_t from) {
  std::string text;
  const std::size_t to = std::min(items.size(), from + kMostItems);
  for (std::size_t i = from; i < to; ++i) text += fmt::format("- {}\n", markdown_text(items[i]));
  if (to < items.size()) text += fmt::format("- … and {} more\n", items.size() - to);
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string compare_markdown(const RunComparison& comparison) {
  const ComparedGroup& group = comparison.head.runs > 0 ? comparison.head : comparison.base;
  std::string text =
      fmt::format("## {} {}: {}\n\n**{}**\n\n", mark(comparison.verdict), shout(comparison),
                  group.first.title.empty() ? "comparison" : markdown_text(group.first.title),
                  markdown_text(comparison.reasons.front()));
  text += fmt::format("{} · exit code {}\n\n", markdown_text(compared_text(comparison)),
                      comparison.exit_code);
  text += fmt::format("- base: {}: {}\n", markdown_code(comparison.base.source),
                      markdown_text(group_text(comparison.base)));
  text += fmt::format("- head: {}: {}\n", markdown_code(comparison.head.source),
                      markdown_text(group_text(comparison.head)));
  text += list_of(comparison.reasons, 1);
  text += list_of(comparison.notes, 0);
  if (const std::string table = metric_table(comparison, true); !table.empty()) {
    text += fmt::format("\n### Metrics that decide\n\n{}\n{}\n", table,
                        markdown_text(rules_text(comparison)));
  }
  if (const std::string table = metric_table(comparison, false); !table.empty()) {
    text += fmt::format("\n<details><summary>Others</summary>\n\n{}\n</details>\n", table);
  }
  return text;
}

}  // namespace squall

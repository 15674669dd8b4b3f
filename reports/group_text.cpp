#include "reports/group_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/analysis/median.h"
#include "harness/model/compared_metrics.h"
#include "reports/display.h"
#include "reports/markdown_text.h"
#include "reports/quantity.h"

namespace squall {
namespace {

struct GroupRow {
  std::string metric, where, median, lowest, highest;
};

std::vector<GroupRow> group_rows(const RunGroup& group) {
  std::vector<GroupRow> rows;
  for (const auto& [key, values] : values_by_metric(group)) {
    const ComparedMetric* metric = find_compared_metric(key.metric);
    if (metric == nullptr || !metric->decides) continue;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    rows.push_back({key.metric, key.where, figure_text(median(values), metric->dimension),
                    figure_text(*low, metric->dimension), figure_text(*high, metric->dimension)});
  }
  return rows;
}

std::string title_of(const RunGroup& group) {
  return group.runs.empty() ? group.source : group.runs.front().title;
}

}  // namespace

std::string group_table(const RunGroup& group) {
  std::string text = fmt::format("{}, {}\n\n", fitted(one_line(title_of(group)), 80),
                                 counted(group.runs.size(), "run"));
  const auto add = [&](const GroupRow& row) {
    text += "  " + padded(fitted(one_line(row.metric), 22), 24) +
            padded(fitted(one_line(row.where), 24), 26) + right_aligned(row.median, 14) +
            right_aligned(row.lowest, 14) + right_aligned(row.highest, 14) + "\n";
  };
  add({"Metric", "in", "median", "lowest", "highest"});
  for (const GroupRow& row : group_rows(group)) add(row);
  return text + "\n";
}

std::string group_markdown(const RunGroup& group, int exit_code, const std::string& reason) {
  std::string text =
      fmt::format("## {} {}: {}\n\n**{}** · exit code {}\n\n", exit_code == 0 ? "✓" : "✗",
                  markdown_text(title_of(group)), counted(group.runs.size(), "run"),
                  markdown_text(reason), exit_code);
  text += "| metric | in | median | lowest | highest |\n| --- | --- | ---: | ---: | ---: |\n";
  for (const GroupRow& row : group_rows(group)) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", markdown_text(row.metric),
                        markdown_text(row.where, 80), row.median, row.lowest, row.highest);
  }
  return text;
}

}  // namespace squall

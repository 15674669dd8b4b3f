#include "reports/compare_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/core/text.h"
#include "reports/quantity.h"

namespace squall {
namespace {

// A change of a ratio is told in percentage points, of anything else as a share of the base; where
// that is 0, in its own unit.
struct Shown {
  std::string number, unit;
};

Shown shown_shift(const MetricComparison& metric, double shift) {
  if (metric.dimension == Dimension::kRatio) return {fmt::format("{:+.2f}", shift * 100), " pp"};
  if (const auto share = metric.share_of_base(shift)) {
    const int decimals = std::abs(*share) < 10 ? 1 : 0;
    return {fmt::format("{:+.{}f}", *share * 100, decimals), " %"};
  }
  if (shift == 0) return {"0", ""};
  return {fmt::format("{}{}", shift > 0 ? "+" : "", quantity_text(shift, metric.dimension)), ""};
}

std::string p_text(double p_value) {
  return p_value < 0.0001 ? "< 0.0001" : fmt::format("{:.4f}", p_value);
}

}  // namespace

std::string_view mark(Change change) {
  switch (change) {
    case Change::kWorse:
      return "✗";
    case Change::kMissing:
      return "?";
    case Change::kBetter:
      return "✓";
    case Change::kUnsure:
      return "~";
    case Change::kSame:
      return "=";
  }
  return "?";
}

CompareRow compare_row(const MetricComparison& metric) {
  CompareRow row;
  row.mark = mark(metric.change);
  row.metric = metric.key.metric;
  row.where = metric.key.where;
  row.base = figure_text(metric.base_median, metric.dimension);
  row.head = figure_text(metric.head_median, metric.dimension);
  row.change = row.interval = row.p_value = kNoValue;
  if (!metric.shift) return row;
  const Shown change = shown_shift(metric, *metric.shift);
  row.change = change.number + change.unit;
  // One value on each side has no interval to speak of.
  if (metric.base.size() * metric.head.size() < 2) return row;
  const Shown low = shown_shift(metric, *metric.low), high = shown_shift(metric, *metric.high);
  row.interval = fmt::format("{} … {}{}", low.number, high.number, high.unit);
  row.p_value = p_text(metric.p_adjusted);
  return row;
}

std::string group_text(const ComparedGroup& group) {
  if (group.runs == 0) return "no run";
  std::string text = fmt::format("{} of {}, squall {}", counted(group.runs, "run"),
                                 group.first.started_at.substr(0, 10), group.first.squall_version);
  if (!group.left_out.empty()) text += fmt::format(", {} left out", group.left_out.size());
  return text;
}

std::string compared_text(const RunComparison& comparison) {
  const ComparedGroup& group = comparison.head.runs > 0 ? comparison.head : comparison.base;
  if (group.runs == 0) return "nothing was compared";
  const RunSummary& run = group.first;
  const std::string flavour = run.flavour.empty() ? "" : fmt::format(" ({})", run.flavour);
  return fmt::format("{}{} · {}, {}, {} cores", run.topology, flavour, run.host.os, run.host.cpu,
                     run.host.cores);
}

std::string counts_text(const RunComparison& comparison) {
  std::vector<std::string> parts;
  const auto add = [&](Change change, std::string_view what) {
    const auto count = std::count_if(comparison.metrics.begin(), comparison.metrics.end(),
                                     [&](const auto& metric) { return metric.change == change; });
    if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
  };
  add(Change::kWorse, "worse");
  add(Change::kMissing, "missing");
  add(Change::kBetter, "better");
  add(Change::kUnsure, "unsure");
  add(Change::kSame, "the same");
  return parts.empty() ? "no metric" : join_names(parts);
}

std::string_view shout(const RunComparison& comparison) {
  switch (comparison.verdict) {
    case Verdict::kFail:
      return "WORSE";
    case Verdict::kInconclusive:
      return comparison.base.runs == 0 ? "NO BASELINE" : "INCONCLUSIVE";
    case Verdict::kPass:
      break;
  }
  return "NO REGRESSION";
}

std::string rules_text(const RunComparison& comparison) {
  return fmt::format(
      "✗ worse, ✓ better: p <= {:g}, corrected for all that decide, and a change of {:g} % or "
      "more; "
      "= same: surely less; ~ unsure: neither.",
      comparison.rules.alpha, comparison.rules.min_effect * 100);
}

}  // namespace squall

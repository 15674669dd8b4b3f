#include "reports/phase_rows.h"

#include <algorithm>
#include <map>

#include "reports/quantity.h"

namespace squall {
namespace {

using Errors = std::vector<std::pair<std::string, std::uint64_t>>;

// Error classes of all phases, the most frequent first; the name decides between equals.
Errors errors_by_count(std::span<const PhaseReport> phases) {
  std::map<std::string, std::uint64_t> totals;
  for (const PhaseReport& phase : phases) {
    for (const auto& [error, count] : phase.figures.errors) totals[error] += count;
  }
  Errors errors(totals.begin(), totals.end());
  std::stable_sort(errors.begin(), errors.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return errors;
}

std::uint64_t count_of(const Figures& figures, const std::string& error) {
  const auto found = figures.errors.find(error);
  return found == figures.errors.end() ? 0 : found->second;
}

std::string count_or_none(std::uint64_t count) { return count == 0 ? kNoValue : count_text(count); }

std::string latency(const LatencySummary& summary, double value_ms) {
  return summary.count == 0 ? kNoValue : milliseconds_text(value_ms);
}

}  // namespace

std::vector<PhaseRow> phase_rows(std::span<const PhaseReport> phases, std::size_t error_rows) {
  std::vector<PhaseRow> rows;
  const auto add = [&](std::string label, auto&& cell) {
    PhaseRow row{std::move(label), {}};
    for (const PhaseReport& phase : phases) row.cells.push_back(cell(phase));
    rows.push_back(std::move(row));
  };
  const auto add_count = [&](const char* label, std::uint64_t Figures::*member) {
    const bool any = std::any_of(phases.begin(), phases.end(), [&](const PhaseReport& phase) {
      return phase.figures.*member > 0;
    });
    if (!any) return;
    add(label, [&](const PhaseReport& p) { return count_or_none(p.figures.*member); });
  };
  add("length", [](const PhaseReport& p) {
    return seconds_text(p.end_s - p.start_s) + (p.complete ? "" : " (cut)");
  });
  add("operations", [](const PhaseReport& p) { return count_text(p.figures.operations); });
  add("availability", [](const PhaseReport& p) {
    return p.figures.availability ? percent_text(*p.figures.availability) : kNoValue;
  });
  add("goodput", [](const PhaseReport& p) { return rate_text(p.figures.goodput_per_s); });
  add("response p50", [](const PhaseReport& p) {
    return latency(p.figures.response_time_ms, p.figures.response_time_ms.p50);
  });
  add("response p99", [](const PhaseReport& p) {
    return latency(p.figures.response_time_ms, p.figures.response_time_ms.p99);
  });
  add_count("retries", &Figures::retries);
  add_count("indeterminate", &Figures::indeterminate);
  add_count("dropped", &Figures::dropped);
  const Errors errors = errors_by_count(phases);
  const std::size_t shown = errors.size() <= error_rows ? errors.size() : error_rows - 1;
  for (std::size_t i = 0; i < shown; ++i) {
    add(errors[i].first,
        [&](const PhaseReport& p) { return count_or_none(count_of(p.figures, errors[i].first)); });
  }
  if (shown < errors.size()) {
    add("other errors", [&](const PhaseReport& p) {
      std::uint64_t rest = 0;
      for (std::size_t i = shown; i < errors.size(); ++i) {
        rest += count_of(p.figures, errors[i].first);
      }
      return count_or_none(rest);
    });
  }
  return rows;
}

}  // namespace squall

#include "reports/phase_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

using Errors = std::vector<std::pair<std::string, std::uint64_t>>;

// Error classes of all columns, the most frequent first; the name decides between equals.
template <typename Item>
Errors errors_by_count(std::span<const Item> items) {
  std::map<std::string, std::uint64_t> totals;
  for (const Item& item : items) {
    for (const auto& [error, count] : item.figures.errors) totals[error] += count;
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

// A table whose columns are items with figures.
template <typename Item>
class Table {
 public:
  explicit Table(std::span<const Item> items) : items_(items) {}

  template <typename Cell>
  void add(std::string label, Cell&& cell) {
    TableRow row{std::move(label), {}};
    for (const Item& item : items_) row.cells.push_back(cell(item));
    rows_.push_back(std::move(row));
  }

  void add_count(const char* label, std::uint64_t Figures::*member) {
    const bool any = std::any_of(items_.begin(), items_.end(),
                                 [&](const Item& item) { return item.figures.*member > 0; });
    if (!any) return;
    add(label, [&](const Item& item) { return count_or_none(item.figures.*member); });
  }

  void add_service() {
    add("operations", [](const Item& item) { return count_text(item.figures.operations); });
    add("availability", [](const Item& item) {
      return item.figures.availability ? percent_text(*item.figures.availability) : kNoValue;
    });
    add("goodput", [](const Item& item) { return rate_text(item.figures.goodput_per_s); });
    add("response p50", [](const Item& item) {
      const LatencySummary& response = item.figures.response_time_ms;
      return latency(response, response.p50);
    });
    add("response p99", [](const Item& item) {
      const LatencySummary& response = item.figures.response_time_ms;
      return latency(response, response.p99);
    });
  }

  void add_troubles(std::size_t error_rows) {
    add_count("retries", &Figures::retries);
    add_count("hedges", &Figures::hedges);
    add_count("indeterminate", &Figures::indeterminate);
    add_count("dropped", &Figures::dropped);
    const Errors errors = errors_by_count(items_);
    const std::size_t shown = errors.size() <= error_rows ? errors.size() : error_rows - 1;
    for (std::size_t i = 0; i < shown; ++i) {
      add(errors[i].first,
          [&](const Item& item) { return count_or_none(count_of(item.figures, errors[i].first)); });
    }
    if (shown == errors.size()) return;
    add("other errors", [&](const Item& item) {
      std::uint64_t rest = 0;
      for (std::size_t i = shown; i < errors.size(); ++i) {
        rest += count_of(item.figures, errors[i].first);
      }
      return count_or_none(rest);
    });
  }

  std::vector<TableRow> take() { return std::move(rows_); }

 private:
  std::span<const Item> items_;
  std::vector<TableRow> rows_;
};

std::string recovery_text(const VariantReport& variant) {
  if (variant.faults == 0) return kNoValue;
  if (!variant.impact) return "no impact";
  return variant.time_to_recover_s ? seconds_text(*variant.time_to_recover_s) : "never";
}

// "✗ 2 of 3"
std::string gates_text(const VariantReport& variant) {
  const auto count = [&](CheckVerdict verdict) {
    return variant.gates[static_cast<std::size_t>(verdict)];
  };
  std::size_t total = 0;
  for (const std::size_t gates : variant.gates) total += gates;
  if (total == 0) return kNoValue;
  CheckVerdict worst = CheckVerdict::kPass;
  for (const CheckVerdict verdict :
       {CheckVerdict::kWarn, CheckVerdict::kInconclusive, CheckVerdict::kFail}) {
    if (count(verdict) > 0) worst = verdict;
  }
  return fmt::format("{} {} of {}", mark(worst), count(CheckVerdict::kPass), total);
}

}  // namespace

std::vector<TableRow> phase_rows(std::span<const PhaseReport> phases, std::size_t error_rows) {
  Table<PhaseReport> table(phases);
  table.add("length", [](const PhaseReport& phase) {
    return seconds_text(phase.end_s - phase.start_s) + (phase.complete ? "" : " (cut)");
  });
  table.add_service();
  table.add_troubles(error_rows);
  const bool shared = std::any_of(phases.begin(), phases.end(), [](const PhaseReport& phase) {
    return phase.others_share.value_or(0) >= kOthersWorthSaying;
  });
  if (shared) {
    table.add("CPU had by others", [](const PhaseReport& phase) {
      return phase.others_share ? percent_text(*phase.others_share) : kNoValue;
    });
  }
  return table.take();
}

std::vector<TableRow> variant_rows(std::span<const VariantReport> variants,
                                   std::size_t error_rows) {
  Table<VariantReport> table(variants);
  table.add_service();
  table.add("tries per operation", [](const VariantReport& variant) {
    const auto& amplification = variant.figures.retry_amplification;
    return amplification ? fmt::format("{:.2f}", *amplification) : kNoValue;
  });
  table.add_troubles(error_rows);
  table.add("time to detect", [](const VariantReport& variant) {
    return variant.time_to_detect_s ? seconds_text(*variant.time_to_detect_s) : kNoValue;
  });
  table.add("time to recover", recovery_text);
  table.add("gates", gates_text);
  return table.take();
}

std::string phase_title(const PhaseReport& phase) {
  return phase.variant.empty() ? phase.name : fmt::format("{}: {}", phase.variant, phase.name);
}

std::string settings_text(const VariantReport& variant) {
  return variant.settings.empty() ? "as [client]" : variant.settings;
}

}  // namespace squall

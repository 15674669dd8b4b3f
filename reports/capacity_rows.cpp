#include "reports/capacity_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/quantity.h"

namespace squall {
namespace {

CheckVerdict verdict_of(const CapacityStepReport& step) {
  if (step.verdict == "held") return CheckVerdict::kPass;
  return step.verdict == "broke" ? CheckVerdict::kFail : CheckVerdict::kInconclusive;
}

}  // namespace

const std::vector<std::string>& capacity_columns() {
  static const std::vector<std::string> columns{"goodput", "availability", "p50", "p90", "p99"};
  return columns;
}

std::vector<CapacityRow> capacity_rows(const CapacityReport& search) {
  std::vector<CapacityStepReport> steps = search.steps;
  std::stable_sort(steps.begin(), steps.end(),
                   [](const CapacityStepReport& a, const CapacityStepReport& b) {
                     return a.rate_per_s < b.rate_per_s;
                   });
  std::vector<CapacityRow> rows;
  for (const CapacityStepReport& step : steps) {
    const Figures& figures = step.figures;
    const LatencySummary& response = figures.response_time_ms;
    const auto latency = [&](double value_ms) {
      return response.count == 0 ? std::string(kNoValue) : milliseconds_text(value_ms);
    };
    rows.push_back(
        {verdict_of(step),
         rate_text(step.rate_per_s),
         {rate_text(figures.goodput_per_s),
          figures.availability ? percent_text(*figures.availability) : std::string(kNoValue),
          latency(response.p50), latency(response.p90), latency(response.p99)},
         step.reason});
  }
  return rows;
}

std::string stall_text(const StallReport& stall) {
  return fmt::format("a stall of {} at {:.2f} s: {} waited", seconds_text(stall.length_s()),
                     stall.start_s, counted(stall.operations, "operation"));
}

}  // namespace squall

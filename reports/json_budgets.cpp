// Error budgets, and the baseline that gates were held against.
#include "reports/json_parts.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

json::value seconds_part(std::optional<double> time_s) { return rounded(time_s, kSecondsDecimals); }

}  // namespace

json::array slos_part(const std::vector<SloReport>& slos) {
  json::array array;
  for (const SloReport& slo : slos) {
    json::object object{{"name", slo.name},
                        {"objective", rounded(slo.objective, kShareDecimals)},
                        {"faster_than_s", seconds_part(slo.faster_than_s)},
                        {"window_s", seconds_part(slo.window_s)},
                        {"operations", slo.operations},
                        {"bad", slo.bad},
                        {"stretch_s", seconds_part(slo.stretch_s)},
                        {"budget_s", seconds_part(slo.budget_s)},
                        {"spent_s", seconds_part(slo.spent_s)},
                        {"spent_share", rounded(slo.spent_share, kShareDecimals)},
                        {"burn_rate", rounded(slo.burn_rate, kSecondsDecimals)},
                        {"complete", slo.complete}};
    if (!slo.variant.empty()) object["variant"] = slo.variant;
    array.push_back(std::move(object));
  }
  return array;
}

json::object baseline_run_part(const BaselineGiven& baseline) {
  return {{"source", baseline.source}, {"runs", baseline.runs}, {"newest", baseline.newest}};
}

}  // namespace squall

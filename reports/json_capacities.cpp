// Searches for the capacity, and stalls.
#include <optional>

#include "reports/json_parts.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr int kPerSecondDecimals = 3;

json::value per_second(std::optional<double> per_s) { return rounded(per_s, kPerSecondDecimals); }
json::value moment(double time_s) { return rounded(time_s, kSecondsDecimals); }

}  // namespace

json::array capacities_part(const std::vector<CapacityReport>& capacities) {
  json::array array;
  for (const CapacityReport& search : capacities) {
    json::array steps;
    for (const CapacityStepReport& step : search.steps) {
      json::object object{{"rate_per_s", per_second(step.rate_per_s)},
                          {"from_s", moment(step.from_s)},
                          {"until_s", moment(step.until_s)},
                          {"verdict", step.verdict},
                          {"reason", step.reason},
                          {"missed_starts", step.missed}};
      add_figures(object, step.figures);
      steps.push_back(std::move(object));
    }
    array.push_back(json::object{{"phase", search.phase},
                                 {"load", search.load},
                                 {"result", search.result},
                                 {"capacity_per_s", per_second(search.capacity_per_s)},
                                 {"held_per_s", per_second(search.held_per_s)},
                                 {"summary", search.summary},
                                 {"steps", std::move(steps)}});
  }
  return array;
}

json::array stalls_part(const std::vector<StallReport>& stalls) {
  json::array array;
  for (const StallReport& stall : stalls) {
    array.push_back(json::object{{"phase", stall.phase},
                                 {"start_s", moment(stall.start_s)},
                                 {"end_s", moment(stall.end_s)},
                                 {"length_s", moment(stall.length_s())},
                                 {"operations", stall.operations}});
  }
  return array;
}

}  // namespace squall

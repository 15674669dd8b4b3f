#include "harness/model/run_group.h"

#include <map>

namespace squall {

std::vector<std::pair<MetricKey, std::vector<double>>> values_by_metric(const RunGroup& group) {
  std::vector<std::pair<MetricKey, std::vector<double>>> all;
  std::map<MetricKey, std::size_t> places;
  for (const RunSummary& run : group.runs) {
    for (const auto& [key, value] : run.values) {
      const auto [place, is_new] = places.try_emplace(key, all.size());
      if (is_new) all.emplace_back(key, std::vector<double>{});
      all[place->second].second.push_back(value);
    }
  }
  return all;
}

}  // namespace squall

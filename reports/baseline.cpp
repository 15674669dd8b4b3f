#include "reports/baseline.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>

#include "reports/json_parts.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

json::array runs_part(const RunGroup& group) {
  json::array runs;
  for (const RunSummary& run : group.runs) {
    runs.push_back(
        json::object{{"started_at", run.started_at}, {"seed", run.seed}, {"verdict", run.verdict}});
  }
  return runs;
}

std::optional<double> value_of(const RunSummary& run, const MetricKey& key) {
  for (const auto& [other, value] : run.values) {
    if (other == key) return value;
  }
  return std::nullopt;
}

json::array metrics_part(const RunGroup& group) {
  std::vector<MetricKey> keys;
  for (const RunSummary& run : group.runs) {
    for (const auto& [key, value] : run.values) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  json::array metrics;
  for (const MetricKey& key : keys) {
    json::array values;
    for (const RunSummary& run : group.runs)
      values.push_back(rounded(value_of(run, key), kBaseUnitDecimals));
    metrics.push_back(
        json::object{{"metric", key.metric}, {"where", key.where}, {"values", std::move(values)}});
  }
  return metrics;
}

}  // namespace

std::string baseline_json(const RunGroup& group) {
  const RunSummary& first = group.runs.front();
  json::object root;
  root["schema"] = kBaselineSchema;
  root["squall_version"] = first.squall_version;
  root["scenario"] = {
      {"title", first.title}, {"file", first.scenario_file}, {"hash", first.scenario_hash}};
  root["topology"] = {{"name", first.topology}, {"flavour", first.flavour}};
  root["host_class"] = {
      {"os", first.host.os}, {"cpu", first.host.cpu}, {"cores", first.host.cores}};
  root["faults"] = strings(first.faults);
  root["runs"] = runs_part(group);
  root["metrics"] = metrics_part(group);
  return json_text(root);
}

}  // namespace squall

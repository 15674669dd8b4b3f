#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "harness/model/compared_metrics.h"
#include "reports/json_parts.h"
#include "reports/json_text.h"
#include "reports/trend.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr int kTrendDecimals = 6;  // Of base units, and of probabilities.

json::object series_part(const TrendSeries& series) {
  json::array runs, values, changes;
  for (const std::size_t run : series.runs) runs.push_back(run);
  for (const double value : series.values) values.push_back(rounded(value, kTrendDecimals));
  for (const TrendChange& change : series.changes) {
    changes.push_back(json::object{{"run", change.point.at},
                                   {"before", rounded(change.point.before, kTrendDecimals)},
                                   {"after", rounded(change.point.after, kTrendDecimals)},
                                   {"p_value", rounded(change.point.p_value, kTrendDecimals)},
                                   {"worse", change.worse},
                                   {"also_changed", change.also}});
  }
  return {{"metric", series.key.metric},
          {"where", series.key.where},
          {"unit", unit_name(series.dimension)},
          {"more_is_better", find_compared_metric(series.key.metric)->more_is_better},
          {"runs", std::move(runs)},
          {"values", std::move(values)},
          {"changes", std::move(changes)}};
}

json::object gate_part(const GateSpread& gate) {
  return {{"name", gate.name},
          {"where", gate.where},
          {"expr", gate.expr},
          {"comparison", gate.comparison},
          {"unit", unit_name(gate.dimension)},
          {"limit", rounded(gate.limit, kTrendDecimals)},
          {"runs", gate.runs},
          {"passed", gate.passed},
          {"lowest", rounded(gate.lowest, kTrendDecimals)},
          {"median", rounded(gate.median, kTrendDecimals)},
          {"highest", rounded(gate.highest, kTrendDecimals)}};
}

}  // namespace

std::string trend_json(const Trend& trend) {
  json::object root;
  root["schema"] = Trend::kSchema;
  root["verdict"] = name(trend.verdict);
  root["exit_code"] = trend.exit_code;
  root["reason"] = trend.reason;
  json::array runs;
  for (const RunSummary& run : trend.runs) {
    runs.push_back(json::object{{"source", run.source},
                                {"started_at", run.started_at},
                                {"scenario_hash", run.scenario_hash},
                                {"flavour", run.flavour},
                                {"squall_version", run.squall_version},
                                {"verdict", run.verdict},
                                {"versions", strings(run.versions)}});
  }
  root["runs"] = std::move(runs);
  root["left_out"] = strings(trend.left_out);
  json::array series;
  for (const TrendSeries& each : trend.series) series.push_back(series_part(each));
  root["series"] = std::move(series);
  json::array gates;
  for (const GateSpread& gate : trend.gates) gates.push_back(gate_part(gate));
  root["gates"] = std::move(gates);
  return json_text(root);
}

}  // namespace squall

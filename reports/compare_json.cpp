#include "reports/compare_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "reports/json_parts.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr int kPDecimals = 9;  // Of probabilities.

json::object group_part(const ComparedGroup& group) {
  const RunSummary& run = group.first;
  return {{"source", group.source},
          {"runs", group.runs},
          {"left_out", strings(group.left_out)},
          {"scenario",
           {{"title", run.title}, {"file", run.scenario_file}, {"hash", run.scenario_hash}}},
          {"topology", {{"name", run.topology}, {"flavour", run.flavour}}},
          {"host_class", {{"os", run.host.os}, {"cpu", run.host.cpu}, {"cores", run.host.cores}}},
          {"squall_version", run.squall_version},
          {"started_at", run.started_at}};
}

json::object side_part(const std::vector<double>& values, std::optional<double> median) {
  json::array array;
  for (const double value : values) array.push_back(rounded(value, kBaseUnitDecimals));
  return {{"median", rounded(median, kBaseUnitDecimals)}, {"values", std::move(array)}};
}

json::object metric_part(const MetricComparison& metric) {
  return {{"metric", metric.key.metric},
          {"where", metric.key.where},
          {"unit", unit_name(metric.dimension)},
          {"more_is_better", metric.more_is_better},
          {"decides", metric.gated},
          {"change", name(metric.change)},
          {"base", side_part(metric.base, metric.base_median)},
          {"head", side_part(metric.head, metric.head_median)},
          {"shift", rounded(metric.shift, kBaseUnitDecimals)},
          {"shift_low", rounded(metric.low, kBaseUnitDecimals)},
          {"shift_high", rounded(metric.high, kBaseUnitDecimals)},
          {"counts_from", rounded(metric.counts_from, kBaseUnitDecimals)},
          {"shift_ratio", rounded(metric.share_of_base(metric.shift), kBaseUnitDecimals)},
          {"p_value", rounded(metric.p_value, kPDecimals)},
          {"p_adjusted", rounded(metric.p_adjusted, kPDecimals)}};
}

json::object rules_part(const RunComparison& comparison) {
  const CompareRules& rules = comparison.rules;
  return {{"alpha", rules.alpha},
          {"min_effect_ratio", rules.min_effect},
          {"min_runs", rules.min_runs},
          {"confidence", comparison.confidence}};
}

}  // namespace

std::string compare_json(const RunComparison& comparison) {
  json::object root;
  root["schema"] = RunComparison::kSchema;
  root["verdict"] = name(comparison.verdict);
  root["exit_code"] = comparison.exit_code;
  root["reasons"] = strings(comparison.reasons);
  root["notes"] = strings(comparison.notes);
  root["base"] = group_part(comparison.base);
  root["head"] = group_part(comparison.head);
  root["rules"] = rules_part(comparison);
  json::array differences;
  for (const Difference& difference : comparison.differences) {
    differences.push_back(
        json::object{{"kind", name(difference.kind)}, {"what", difference.text()}});
  }
  root["differences"] = std::move(differences);
  json::array metrics;
  for (const MetricComparison& metric : comparison.metrics) metrics.push_back(metric_part(metric));
  root["metrics"] = std::move(metrics);
  return json_text(root);
}

}  // namespace squall

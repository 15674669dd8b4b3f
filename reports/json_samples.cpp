// What was sampled beside the load, in report.json.
#include "reports/json_parts.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr int kSampleDecimals = 6;

json::value sampled(std::optional<double> value) { return rounded(value, kSampleDecimals); }

json::value range_part(const std::optional<ValueRange>& range) {
  if (!range) return nullptr;
  return json::object{
      {"min", sampled(range->min)}, {"mean", sampled(range->mean)}, {"max", sampled(range->max)}};
}

json::object series_part(const ProbeReport& probe) {
  json::array at_s, min, mean, max, met;
  for (const SeriesPoint& point : probe.series) {
    const auto add = [&](json::array& to, double ValueRange::*which) {
      to.push_back(point.value ? sampled((*point.value).*which) : json::value(nullptr));
    };
    at_s.push_back(rounded(point.at_s, kSecondsDecimals));
    add(min, &ValueRange::min);
    add(mean, &ValueRange::mean);
    add(max, &ValueRange::max);
    met.push_back(sampled(point.met_share));
  }
  return {{"at_s", std::move(at_s)},
          {"min", std::move(min)},
          {"mean", std::move(mean)},
          {"max", std::move(max)},
          {"met_share", std::move(met)}};
}

}  // namespace

json::array probes_part(const std::vector<ProbeReport>& probes) {
  json::array array;
  for (const ProbeReport& probe : probes) {
    json::object object{{"name", probe.name},
                        {"kind", probe.kind},
                        {"unit", unit_name(probe.dimension)},
                        {"samples", probe.samples},
                        {"met", probe.met}};
    if (!probe.variant.empty()) object["variant"] = probe.variant;
    object["met_share"] =
        probe.samples == 0
            ? json::value(nullptr)
            : sampled(static_cast<double>(probe.met) / static_cast<double>(probe.samples));
    object["value"] = range_part(probe.value);
    object["last"] = sampled(probe.last);
    object["series"] = series_part(probe);
    array.push_back(std::move(object));
  }
  return array;
}

json::array resources_part(const std::vector<ResourceReport>& nodes) {
  // In the order of NodeResource.
  constexpr std::array kNames{"rss_bytes", "cpu", "descriptors", "threads"};
  json::array array;
  for (const ResourceReport& node : nodes) {
    json::object object{{"node", node.node}, {"samples", node.samples}};
    json::object series;
    json::array at_s;
    for (const ResourcePoint& point : node.series) {
      at_s.push_back(rounded(point.at_s, kSecondsDecimals));
    }
    series["at_s"] = std::move(at_s);
    for (std::size_t r = 0; r < kNames.size(); ++r) {
      object[kNames.at(r)] = range_part(node.used.at(r));
      json::array values;
      for (const ResourcePoint& point : node.series) values.push_back(sampled(point.most.at(r)));
      series[kNames.at(r)] = std::move(values);
    }
    object["series"] = std::move(series);
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace squall

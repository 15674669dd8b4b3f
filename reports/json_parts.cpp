#include "reports/json_parts.h"

#include <map>
#include <utility>

#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr int kRateDecimals = 3;
constexpr int kRatioDecimals = 6;
constexpr int kValueDecimals = 6;  // Of gates, which hold base units.

json::value at(std::optional<double> time_s) { return rounded(time_s, kSecondsDecimals); }

json::object counts(const std::map<std::string, std::uint64_t>& values) {
  json::object object;
  for (const auto& [key, count] : values) object[key] = count;
  return object;
}

// Of a run with client variants alone, so that other reports do not hold what they do not need.
void add_variant(json::object& object, const std::string& variant) {
  if (!variant.empty()) object["variant"] = variant;
}

json::array detected_part(const FaultReport& fault) {
  json::array array;
  for (const DetectionReport& detection : fault.detected_by) {
    array.push_back(json::object{
        {"by", detection.by}, {"what", detection.what}, {"after_s", at(detection.after_s)}});
  }
  return array;
}

json::array logs_part(const FaultReport& fault) {
  json::array array;
  for (const LogReport& log : fault.logs) {
    array.push_back(json::object{{"node", log.node},
                                 {"during", strings(log.during)},
                                 {"after", strings(log.after)},
                                 {"other_bytes", log.other_bytes}});
  }
  return array;
}

json::object evidence_part(const FaultReport& fault) {
  return {{"confirmed", fault.evidence_confirmed}, {"what", fault.evidence}};
}

// A list for each thing that there are spans of, in the order of the first ones; `key` names it.
template <typename Span, typename State>
json::array spans_by(const char* key, const std::vector<Span>& spans, std::string Span::*thing,
                     State state) {
  std::vector<std::string> order;
  std::map<std::string, json::array> lists;
  for (const Span& span : spans) {
    const auto [entry, added] = lists.try_emplace(span.*thing);
    if (added) order.push_back(span.*thing);
    entry->second.push_back(json::object{
        {"state", state(span)}, {"start_s", at(span.start_s)}, {"end_s", at(span.end_s)}});
  }
  json::array array;
  for (const std::string& name : order) {
    array.push_back(json::object{{key, name}, {"spans", std::move(lists.at(name))}});
  }
  return array;
}

json::object curve_part(const LatencyCurve& curve) {
  const auto list = [](const std::vector<double>& values, int decimals) {
    json::array array;
    for (const double value : values) array.push_back(rounded(value, decimals));
    return array;
  };
  return {{"at", list(curve.percentile, 2)},
          {"response_ms", list(curve.response_ms, kMillisecondsDecimals)},
          {"service_ms", list(curve.service_ms, kMillisecondsDecimals)}};
}

// Series `name` of `object`: one value for each window.
template <typename Fn>
void add_series(json::object& object, const char* name, const std::vector<TimelineWindow>& windows,
                Fn&& value) {
  json::array series;
  series.reserve(windows.size());
  for (const TimelineWindow& window : windows) series.push_back(value(window));
  object[name] = std::move(series);
}

json::object error_series(const std::vector<TimelineWindow>& windows) {
  std::map<std::string, json::array> series;
  for (const TimelineWindow& window : windows) {
    for (const auto& [error, count] : window.errors) {
      series.try_emplace(error, json::array(windows.size(), json::value(0)));
    }
  }
  for (std::size_t i = 0; i < windows.size(); ++i) {
    for (const auto& [error, count] : windows[i].errors) series.at(error)[i] = count;
  }
  json::object object;
  for (auto& [error, values] : series) object[error] = std::move(values);
  return object;
}

}  // namespace

std::string_view unit_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::kNone:
      return "count";
    case Dimension::kRatio:
      return "ratio";
    case Dimension::kTime:
      return "seconds";
    case Dimension::kRate:
      return "per_second";
    case Dimension::kBytes:
      return "bytes";
  }
  return "count";
}

void add_figures(json::object& object, const Figures& figures) {
  object["iterations"] = figures.iterations;
  object["operations"] = figures.operations;
  object["ok"] = figures.ok;
  object["failed"] = figures.failed;
  object["indeterminate"] = figures.indeterminate;
  object["dropped"] = figures.dropped;
  object["attempts"] = figures.attempts;
  object["retries"] = figures.retries;
  object["hedges"] = figures.hedges;
  object["timeouts"] = figures.timeouts;
  object["throughput_per_s"] = rounded(figures.throughput_per_s, kRateDecimals);
  object["goodput_per_s"] = rounded(figures.goodput_per_s, kRateDecimals);
  object["availability"] = rounded(figures.availability, kRatioDecimals);
  object["retry_amplification"] = rounded(figures.retry_amplification, kRatioDecimals);
  object["response_time_ms"] = latency_part(figures.response_time_ms);
  object["service_time_ms"] = latency_part(figures.service_time_ms);
  object["errors"] = counts(figures.errors);
}

json::array strings(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.push_back(json::value(text));
  return array;
}

json::object latency_part(const LatencySummary& latency, int decimals) {
  const auto value = [&](double milliseconds_value) {
    return latency.count == 0 ? json::value(nullptr) : rounded(milliseconds_value, decimals);
  };
  return {{"count", latency.count},        {"p50", value(latency.p50)},
          {"p90", value(latency.p90)},     {"p99", value(latency.p99)},
          {"p99_9", value(latency.p99_9)}, {"max", value(latency.max)}};
}

json::object topology_part(const TopologyResolved& topology) {
  json::array services;
  for (const ServiceInfo& service : topology.services) {
    json::array nodes;
    for (const NodeInfo& node : service.nodes) {
      nodes.push_back(json::object{{"name", node.name}, {"address", node.address}});
    }
    services.push_back(json::object{{"name", service.name},
                                    {"role", service.role},
                                    {"driver", service.driver},
                                    {"version", service.version},
                                    {"nodes", std::move(nodes)}});
  }
  json::array links;
  for (const LinkInfo& link : topology.links) {
    links.push_back(json::object{{"name", link.name}, {"proxied", link.proxied}});
  }
  return {{"name", topology.name},
          {"flavour", topology.flavour},
          {"services", std::move(services)},
          {"links", std::move(links)}};
}

json::array phases_part(const std::vector<PhaseReport>& phases) {
  json::array array;
  for (const PhaseReport& phase : phases) {
    json::object object{{"name", phase.name},
                        {"kind", name(phase.kind)},
                        {"start_s", at(phase.start_s)},
                        {"end_s", at(phase.end_s)},
                        {"end_reason", phase.end_reason},
                        {"complete", phase.complete}};
    add_variant(object, phase.variant);
    add_figures(object, phase.figures);
    object["late_start_ms"] = latency_part(phase.late_start_ms, kLateDecimals);
    object["others_share"] = rounded(phase.others_share, kShareDecimals);
    object["percentiles"] = curve_part(phase.curve);
    json::array steps;
    for (const StepReport& step : phase.steps) {
      json::object step_object{
          {"load", step.load}, {"workload", step.workload}, {"step", step.step}};
      add_figures(step_object, step.figures);
      steps.push_back(std::move(step_object));
    }
    object["steps"] = std::move(steps);
    array.push_back(std::move(object));
  }
  return array;
}

json::array variants_part(const std::vector<VariantReport>& variants) {
  json::array array;
  for (const VariantReport& variant : variants) {
    json::object object{{"name", variant.name},           {"settings", variant.settings},
                        {"start_s", at(variant.start_s)}, {"end_s", at(variant.end_s)},
                        {"complete", variant.complete},   {"phases", strings(variant.phases)}};
    add_figures(object, variant.figures);
    object["faults"] = variant.faults;
    object["impact"] = variant.impact;
    object["time_to_detect_s"] = at(variant.time_to_detect_s);
    object["time_to_recover_s"] = at(variant.time_to_recover_s);
    json::object gates;
    for (std::size_t i = 0; i < variant.gates.size(); ++i) {
      gates[name(static_cast<CheckVerdict>(i))] = variant.gates[i];
    }
    object["gates"] = std::move(gates);
    array.push_back(std::move(object));
  }
  return array;
}

json::array faults_part(const std::vector<FaultReport>& faults) {
  json::array array;
  for (const FaultReport& fault : faults) {
    json::object object{
        {"name", fault.name},
        {"kind", fault.kind},
        {"target", fault.target},
        {"nodes", strings(fault.nodes)},
        {"phase", fault.phase},
        {"planned_at_s", at(fault.planned_at_s)},
        {"injected_at_s", at(fault.injected_at_s)},
        {"healed_at_s", at(fault.healed_at_s)},
        {"injected_detail", fault.injected_detail},
        {"healed_detail", fault.healed_detail},
        {"heal_ok", fault.heal_ok},
        {"failure", fault.failure},
        {"evidence", evidence_part(fault)},
        {"impact", fault.impact},
        {"time_to_detect_s", at(fault.time_to_detect_s)},
        {"time_to_recover_s", at(fault.time_to_recover_s)},
        {"time_to_recover_from_injection_s", at(fault.time_to_recover_from_injection_s)},
        {"rto_s", at(fault.rto_s)},
        {"recovery_note", fault.recovery_note},
        {"detected_by", detected_part(fault)},
        {"logs", logs_part(fault)}};
    add_variant(object, fault.variant);
    array.push_back(std::move(object));
  }
  return array;
}

json::array gates_part(const std::vector<GateReport>& gates) {
  json::array array;
  for (const GateReport& gate : gates) {
    json::object object{{"name", gate.name},
                        {"expr", gate.expr},
                        {"metric", gate.metric},
                        {"phase", gate.phase},
                        {"severity", gate.severity == Gate::Severity::kFail ? "fail" : "warn"},
                        {"comparison", gate.comparison},
                        {"actual", rounded(gate.actual, kValueDecimals)},
                        {"limit", rounded(gate.limit, kValueDecimals)},
                        {"unit", unit_name(gate.dimension)},
                        {"worst_at_s", at(gate.worst_at_s)},
                        {"samples", gate.samples},
                        {"verdict", name(gate.verdict)},
                        {"reason", gate.reason},
                        {"why", gate.why}};
    add_variant(object, gate.variant);
    array.push_back(std::move(object));
  }
  return array;
}

json::array hypotheses_part(const std::vector<HypothesisReport>& hypotheses) {
  json::array array;
  for (const HypothesisReport& hypothesis : hypotheses) {
    json::object object{{"name", hypothesis.name},         {"when", hypothesis.when},
                        {"at_s", at(hypothesis.at_s)},     {"met", hypothesis.met},
                        {"expected", hypothesis.expected}, {"actual", hypothesis.actual}};
    add_variant(object, hypothesis.variant);
    array.push_back(std::move(object));
  }
  return array;
}

json::array checkers_part(const std::vector<CheckerReport>& checkers) {
  json::array array;
  for (const CheckerReport& checker : checkers) {
    json::array examples;
    for (const CheckerExample& example : checker.examples) {
      examples.push_back(json::object{{"at_s", at(example.at_s)}, {"text", example.text}});
    }
    json::object object{{"name", checker.name},
                        {"kind", checker.kind},
                        {"verdict", name(checker.verdict)},
                        {"counts", counts(checker.counts)},
                        {"reason", checker.reason},
                        {"examples", std::move(examples)}};
    if (checker.loss) object["rpo_s"] = at(checker.rpo_s);
    add_variant(object, checker.variant);
    array.push_back(std::move(object));
  }
  return array;
}

json::object timeline_part(const std::vector<TimelineWindow>& windows) {
  using Window = TimelineWindow;
  json::object object;
  const auto add = [&](const char* name, auto&& value) {
    add_series(object, name, windows, value);
  };
  const auto ms = [](std::optional<double> value) { return rounded(value, kMillisecondsDecimals); };
  add("start_s", [](const Window& w) { return at(w.start_s); });
  add("end_s", [](const Window& w) { return at(w.end_s); });
  add("due", [](const Window& w) { return json::value(w.due); });
  add("ok", [](const Window& w) { return json::value(w.ok); });
  add("failed", [](const Window& w) { return json::value(w.failed); });
  add("indeterminate", [](const Window& w) { return json::value(w.indeterminate); });
  add("dropped", [](const Window& w) { return json::value(w.dropped); });
  add("retries", [](const Window& w) { return json::value(w.retries); });
  add("throughput_per_s",
      [](const Window& w) { return rounded(w.throughput_per_s, kRateDecimals); });
  add("goodput_per_s", [](const Window& w) { return rounded(w.goodput_per_s, kRateDecimals); });
  add("response_p50_ms", [&](const Window& w) { return ms(w.response_p50_ms); });
  add("response_p99_ms", [&](const Window& w) { return ms(w.response_p99_ms); });
  add("response_max_ms", [&](const Window& w) { return ms(w.response_max_ms); });
  add("service_p50_ms", [&](const Window& w) { return ms(w.service_p50_ms); });
  add("service_p99_ms", [&](const Window& w) { return ms(w.service_p99_ms); });
  object["errors"] = error_series(windows);
  return object;
}

json::object whole_timeline_part(const std::vector<TimelineWindow>& windows) {
  json::object object = timeline_part(windows);
  add_series(object, "in_flight", windows,
             [](const TimelineWindow& window) { return json::value(window.in_flight); });
  json::array ends, counts;
  for (const double end_ms : kResponseBandsMs) ends.push_back(json::value(end_ms));
  for (const TimelineWindow& window : windows) {
    json::array bands;
    for (const std::uint64_t count : window.response_bands) bands.push_back(json::value(count));
    counts.push_back(std::move(bands));
  }
  object["response_bands"] = {{"up_to_ms", std::move(ends)}, {"counts", std::move(counts)}};
  return object;
}

json::array breakers_part(const std::vector<BreakerSpan>& spans) {
  return spans_by("address", spans, &BreakerSpan::address,
                  [](const BreakerSpan& span) { return std::string_view(span.state); });
}

json::array backends_part(const std::vector<BackendSpan>& spans) {
  using Lane = std::pair<std::string, std::string>;
  std::vector<Lane> order;
  std::map<Lane, json::object> lanes;
  for (const BackendSpan& span : spans) {
    const Lane lane{span.balancer, span.server};
    const auto [entry, added] = lanes.try_emplace(lane, json::object{{"balancer", span.balancer},
                                                                     {"server", span.server},
                                                                     {"node", span.node},
                                                                     {"spans", json::array{}}});
    if (added) order.push_back(lane);
    if (!span.node.empty()) entry->second["node"] = span.node;
    entry->second["spans"].as_array().push_back(json::object{
        {"state", span.state}, {"start_s", at(span.start_s)}, {"end_s", at(span.end_s)}});
  }
  json::array array;
  for (const Lane& lane : order) array.push_back(std::move(lanes.at(lane)));
  return array;
}

json::array nodes_part(const std::vector<NodeSpan>& spans) {
  return spans_by("node", spans, &NodeSpan::node,
                  [](const NodeSpan& span) { return name(span.state); });
}

}  // namespace squall

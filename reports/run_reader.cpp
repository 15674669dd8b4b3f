#include "reports/run_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "harness/analysis/run_summary.h"
#include "harness/core/json.h"
#include "reports/baseline.h"
#include "reports/json_parts.h"

namespace squall {
namespace {

namespace json = boost::json;

// Of values that must be there; what is not ends in the one catch below.
std::string text(const json::object& object, const char* key) {
  return json::value_to<std::string>(object.at(key));
}

double number(const json::object& object, const char* key) {
  return object.at(key).to_number<double>();
}

std::optional<double> number_or_none(const json::object& object, const char* key) {
  const json::value& value = object.at(key);
  if (value.is_null()) return std::nullopt;
  return value.to_number<double>();
}

// Of members that only some reports have.
std::string text_or_empty(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? "" : json::value_to<std::string>(*value);
}

PhaseKind phase_kind(const std::string& kind) {
  if (const auto known = find_phase_kind(kind)) return *known;
  throw std::invalid_argument(fmt::format("no phase is of kind {}", kind));
}

LatencySummary latency(const json::object& object) {
  LatencySummary latency;
  latency.count = object.at("count").to_number<std::uint64_t>();
  if (latency.count == 0) return latency;
  latency.p50 = number(object, "p50");
  latency.p90 = number(object, "p90");
  latency.p99 = number(object, "p99");
  return latency;
}

PhaseReport phase(const json::object& object) {
  PhaseReport phase;
  phase.name = text(object, "name");
  phase.variant = text_or_empty(object, "variant");
  phase.kind = phase_kind(text(object, "kind"));
  phase.complete = object.at("complete").as_bool();
  Figures& figures = phase.figures;
  figures.operations = object.at("operations").to_number<std::uint64_t>();
  figures.throughput_per_s = number(object, "throughput_per_s");
  figures.goodput_per_s = number(object, "goodput_per_s");
  figures.availability = number_or_none(object, "availability");
  figures.retry_amplification = number_or_none(object, "retry_amplification");
  figures.response_time_ms = latency(object.at("response_time_ms").as_object());
  figures.service_time_ms = latency(object.at("service_time_ms").as_object());
  return phase;
}

FaultReport fault(const json::object& object) {
  FaultReport fault;
  fault.name = text(object, "name");
  fault.phase = text(object, "phase");
  fault.variant = text_or_empty(object, "variant");
  fault.injected_at_s = number_or_none(object, "injected_at_s");
  fault.healed_at_s = number_or_none(object, "healed_at_s");
  fault.heal_ok = object.at("heal_ok").as_bool();
  fault.evidence_confirmed = object.at("evidence").as_object().at("confirmed").as_bool();
  fault.time_to_detect_s = number_or_none(object, "time_to_detect_s");
  fault.time_to_recover_s = number_or_none(object, "time_to_recover_s");
  return fault;
}

// The one of `all` whose name, as `name_of` tells it, is `wanted`.
template <typename Enum>
Enum named(const std::string& wanted, std::initializer_list<Enum> all,
           std::string_view (*name_of)(Enum) = name) {
  for (const Enum each : all) {
    if (name_of(each) == wanted) return each;
  }
  throw std::invalid_argument(fmt::format("nothing is {}", wanted));
}

GateReport gate(const json::object& object) {
  GateReport gate;
  gate.name = text(object, "name");
  gate.expr = text(object, "expr");
  gate.phase = text(object, "phase");
  gate.variant = text_or_empty(object, "variant");
  gate.metric = text_or_empty(object, "metric");
  gate.comparison = text(object, "comparison");
  gate.actual = number_or_none(object, "actual");
  gate.limit = number_or_none(object, "limit");
  gate.dimension = named(
      text(object, "unit"),
      {Dimension::kNone, Dimension::kRatio, Dimension::kTime, Dimension::kRate, Dimension::kBytes},
      unit_name);
  gate.verdict = named(text(object, "verdict"), {CheckVerdict::kPass, CheckVerdict::kFail,
                                                 CheckVerdict::kWarn, CheckVerdict::kInconclusive});
  return gate;
}

HostClass host(const json::object& object) {
  return {text(object, "os"), text(object, "cpu"), object.at("cores").to_number<int>()};
}

Report report(const json::object& root) {
  Report report;
  report.status = named(text(root, "status"), {RunStatus::kCompleted, RunStatus::kAborted,
                                               RunStatus::kInterrupted, RunStatus::kErrored});
  report.verdict =
      named(text(root, "verdict"), {Verdict::kPass, Verdict::kFail, Verdict::kInconclusive});
  for (const json::value& each : root.at("reasons").as_array()) {
    report.reasons.push_back(json::value_to<std::string>(each));
  }
  report.records_complete = root.at("records_complete").as_bool();
  const json::object& scenario = root.at("scenario").as_object();
  report.title = text(scenario, "title");
  report.scenario_file = text(scenario, "file");
  report.scenario_hash = text(scenario, "hash");
  const json::object& topology = root.at("topology").as_object();
  report.topology.name = text(topology, "name");
  report.topology.flavour = text(topology, "flavour");
  for (const json::value& each : topology.at("services").as_array()) {
    ServiceInfo& service = report.topology.services.emplace_back();
    service.name = text(each.as_object(), "name");
    service.version = text(each.as_object(), "version");
  }
  const HostClass machine = host(root.at("host").as_object());
  report.host_os = machine.os;
  report.host_cpu = machine.cpu;
  report.host_cores = machine.cores;
  report.squall_version = text(root, "squall_version");
  report.started_at = text(root, "started_at");
  report.seed = root.at("seed").to_number<std::uint64_t>();
  report.duration_s = number(root, "duration_s");
  for (const auto& each : root.at("phases").as_array()) {
    report.phases.push_back(phase(each.as_object()));
  }
  for (const auto& each : root.at("faults").as_array()) {
    report.faults.push_back(fault(each.as_object()));
  }
  for (const auto& each : root.at("gates").as_array()) {
    report.gates.push_back(gate(each.as_object()));
  }
  for (const auto& each : root.at("capacities").as_array()) {
    CapacityReport& search = report.capacities.emplace_back();
    search.phase = text(each.as_object(), "phase");
    search.capacity_per_s = number_or_none(each.as_object(), "capacity_per_s");
  }
  return report;
}

RunGroup baseline(const json::object& root, const std::string& source) {
  RunSummary shared;
  const json::object& scenario = root.at("scenario").as_object();
  shared.title = text(scenario, "title");
  shared.scenario_file = text(scenario, "file");
  shared.scenario_hash = text(scenario, "hash");
  const json::object& topology = root.at("topology").as_object();
  shared.topology = text(topology, "name");
  shared.flavour = text(topology, "flavour");
  shared.host = host(root.at("host_class").as_object());
  shared.squall_version = text(root, "squall_version");
  for (const json::value& each : root.at("faults").as_array()) {
    shared.faults.push_back(json::value_to<std::string>(each));
  }
  RunGroup group{source, {}};
  for (const json::value& each : root.at("runs").as_array()) {
    RunSummary& run = group.runs.emplace_back(shared);
    run.source = fmt::format("{}, run {}", source, group.runs.size());
    run.started_at = text(each.as_object(), "started_at");
    run.seed = each.as_object().at("seed").to_number<std::uint64_t>();
    run.verdict = text(each.as_object(), "verdict");
  }
  for (const json::value& each : root.at("metrics").as_array()) {
    const json::object& metric = each.as_object();
    const json::array& values = metric.at("values").as_array();
    if (values.size() != group.runs.size()) {
      throw std::invalid_argument("a metric has not one value for each run");
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].is_null()) continue;
      group.runs[i].values.emplace_back(MetricKey{text(metric, "metric"), text(metric, "where")},
                                        values[i].to_number<double>());
    }
  }
  return group;
}

}  // namespace

Result<RunGroup> read_runs(std::string_view json, const std::string& source) {
  const auto unreadable = [&](std::string why) {
    why.resize(std::min(why.size(), why.find(" [")));  // Where in the parser's own source.
    return fail(fmt::format("{} is neither a report.json nor a baseline that squall can read: {}",
                            source, why));
  };
  try {
    const auto parsed = parse_json(json);
    if (!parsed) return unreadable(parsed.error().message);
    const json::object& root = parsed->as_object();
    const bool is_report = root.contains("phases");
    const int known = is_report ? Report::kSchema : kBaselineSchema;
    if (const int schema = root.at("schema").to_number<int>(); schema != known) {
      return fail(fmt::format("{} has schema {}; this squall reads {}", source, schema, known));
    }
    if (!is_report) return baseline(root, source);
    return RunGroup{source, {summarise(report(root), source)}};
  } catch (const std::exception& error) {
    return unreadable(error.what());
  }
}

}  // namespace squall

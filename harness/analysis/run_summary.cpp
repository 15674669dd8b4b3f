#include "harness/analysis/run_summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/places.h"

namespace squall {
namespace {

constexpr double kSecondsPerMs = 1e-3;

void add_latencies(RunSummary& run, const std::string& where, std::string_view what,
                   const LatencySummary& latency) {
  if (latency.count == 0) return;
  const auto add = [&](std::string_view percentile, double value_ms) {
    run.values.emplace_back(MetricKey{fmt::format("{}({})", percentile, what), where},
                            value_ms * kSecondsPerMs);
  };
  add("p50", latency.p50);
  add("p90", latency.p90);
  add("p99", latency.p99);
}

void add_phase(RunSummary& run, const PhaseReport& phase) {
  if (phase.kind == PhaseKind::kWarmup || phase.kind == PhaseKind::kCapacity) return;
  if (!phase.complete || phase.figures.operations == 0) return;
  const std::string where = place(phase.variant, phase.name);
  const Figures& figures = phase.figures;
  const auto add = [&](const char* metric, double value) {
    run.values.emplace_back(MetricKey{metric, where}, value);
  };
  if (figures.availability) add("availability", *figures.availability);
  add("goodput", figures.goodput_per_s);
  add("throughput", figures.throughput_per_s);
  add_latencies(run, where, "response_time", figures.response_time_ms);
  add_latencies(run, where, "service_time", figures.service_time_ms);
  if (figures.retry_amplification) add("retry_amplification", *figures.retry_amplification);
}

std::string place_of(const Report& report, const FaultReport& fault) {
  const auto alike = std::count_if(report.faults.begin(), report.faults.end(), [&](const auto& f) {
    return f.name == fault.name && f.variant == fault.variant;
  });
  return fault_place(fault.variant, fault, alike);
}

void add_fault(RunSummary& run, const Report& report, const FaultReport& fault) {
  if (!fault.injected_at_s) return;
  const std::string where = place_of(report, fault);
  run.faults.push_back(where);
  if (fault.time_to_detect_s) {
    run.values.emplace_back(MetricKey{"time_to_detect", where}, *fault.time_to_detect_s);
  }
  const double healed_at_s = fault.healed_at_s.value_or(*fault.injected_at_s);
  run.values.emplace_back(
      MetricKey{"time_to_recover", where},
      fault.time_to_recover_s.value_or(std::max(0.0, report.duration_s - healed_at_s)));
}

// Why the run's figures are not those that it was made for.
std::string reason_to_leave_out(const Report& report) {
  if (!report.records_complete) return "it was killed: its records end before it did";
  if (report.status != RunStatus::kCompleted) {
    return report.reasons.empty() ? std::string(name(report.status)) : report.reasons.front();
  }
  for (const FaultReport& fault : report.faults) {
    const std::string what = place_of(report, fault);
    if (!fault.injected_at_s) return fmt::format("the fault {} was not injected", what);
    if (!fault.evidence_confirmed) return fmt::format("the fault {} has no evidence", what);
    if (!fault.heal_ok) return fmt::format("the fault {} was not healed", what);
  }
  return "";
}

}  // namespace

RunSummary summarise(const Report& report, std::string source) {
  RunSummary run;
  run.source = std::move(source);
  run.title = report.title;
  run.scenario_file = report.scenario_file;
  run.scenario_hash = report.scenario_hash;
  run.topology = report.topology.name;
  run.flavour = report.topology.flavour;
  run.host = {os_class(report.host_os), report.host_cpu, report.host_cores};
  run.squall_version = report.squall_version;
  run.started_at = report.started_at;
  run.verdict = name(report.verdict);
  run.seed = report.seed;
  for (const ServiceInfo& service : report.topology.services) {
    if (service.version.empty()) continue;
    run.versions.push_back(fmt::format("{}: {}", service.name, service.version));
  }
  run.left_out = reason_to_leave_out(report);
  for (const PhaseReport& phase : report.phases) add_phase(run, phase);
  for (const FaultReport& fault : report.faults) add_fault(run, report, fault);
  run.gates = report.gates;
  for (const CapacityReport& search : report.capacities) {
    if (!search.capacity_per_s) continue;
    run.values.emplace_back(MetricKey{"capacity", search.phase}, *search.capacity_per_s);
  }
  return run;
}

std::string os_class(const std::string& os) {
  constexpr std::string_view kKernel = "Linux ";
  const std::size_t kernel = os.rfind(kKernel);
  return kernel == os.npos ? os : os.substr(0, kernel + kKernel.size() - 1);
}

}  // namespace squall

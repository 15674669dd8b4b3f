#include "harness/analysis/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace squall {
namespace {

double ms_at(const Histogram& latency, double quantile) {
  return static_cast<double>(latency.quantile(quantile)) / kNsPerMs;
}

}  // namespace

bool StepName::is(const std::string& wanted_workload, const std::string& wanted_step) const {
  return (wanted_workload.empty() || wanted_workload == workload || wanted_workload == load) &&
         (wanted_step.empty() || wanted_step == step);
}

StepSelection::StepSelection(const Scenario& scenario, const Topology& topology,
                             const std::string& workload, const std::string& step)
    : all_(workload.empty() && step.empty()) {
  for (std::size_t load = 0; !all_ && load < scenario.loads.size(); ++load) {
    const Workload* loaded = topology.find_workload(scenario.loads[load].workload);
    std::vector<bool>& steps = selected_.emplace_back();
    for (std::size_t i = 0; loaded != nullptr && i < loaded->steps.size(); ++i) {
      const StepName name = name_of(scenario, topology, static_cast<std::uint8_t>(load),
                                    static_cast<std::uint8_t>(i));
      steps.push_back(name.is(workload, step));
    }
  }
}

StepName name_of(const Scenario& scenario, const Topology& topology, std::uint8_t load,
                 std::uint8_t step) {
  StepName name{fmt::format("load {}", load), "", fmt::format("step {}", step)};
  const std::size_t loads = scenario.loads.size();
  if (load >= loads + scenario.read_backs.size()) return name;
  if (load < loads) {
    name.load = scenario.loads[load].name;
    name.workload = scenario.loads[load].workload;
  } else {
    const ReadBack& read = scenario.read_backs[load - loads];
    name.load = name_of(read, scenario.loads);
    name.workload = read.workload;
  }
  const Workload* workload = topology.find_workload(name.workload);
  const std::string_view known = workload == nullptr ? "" : step_name(*workload, step);
  if (!known.empty()) name.step = known;
  return name;
}

void Cells::add(const Attempt& attempt) {
  if (attempt.load >= by_step_.size()) by_step_.resize(attempt.load + std::size_t{1});
  std::vector<Cell*>& steps = by_step_[attempt.load];
  if (attempt.step >= steps.size()) steps.resize(attempt.step + std::size_t{1});
  Cell*& cell = steps[attempt.step];
  if (cell == nullptr) {
    cell = cells_.emplace_back(std::make_unique<Cell>()).get();
    cell->load = attempt.load;
    cell->step = attempt.step;
  }
  if (is_cut_off(attempt)) {
    cell->tally.add_start(attempt, Wants::all());
  } else {
    cell->tally.add(attempt, Wants::all());
  }
}

std::vector<const Cells::Cell*> Cells::sorted() const {
  std::vector<const Cell*> sorted;
  for (const auto& steps : by_step_) {
    std::copy_if(steps.begin(), steps.end(), std::back_inserter(sorted),
                 [](const Cell* cell) { return cell != nullptr; });
  }
  return sorted;
}

LatencySummary summary_ms(const Histogram& latency) {
  const auto at = [&](double quantile) { return ms_at(latency, quantile); };
  return {latency.count(), at(0.5), at(0.9), at(0.99), at(0.999), at(1.0)};
}

LatencyCurve curve_of(const Tally& tally) {
  constexpr std::array<double, 12> kPercentiles{0,  25,   50,   75,    90,    95,
                                                99, 99.5, 99.9, 99.95, 99.99, 100};
  LatencyCurve curve;
  const std::uint64_t samples = std::min(tally.response.count(), tally.service.count());
  for (const double percentile : kPercentiles) {
    const double beyond = (1 - percentile / 100) * static_cast<double>(samples);
    if (samples == 0 || (percentile < 100 && beyond < 1)) continue;
    curve.percentile.push_back(percentile);
    curve.response_ms.push_back(ms_at(tally.response, percentile / 100));
    curve.service_ms.push_back(ms_at(tally.service, percentile / 100));
  }
  return curve;
}

std::map<std::string, std::uint64_t> errors_by_name(const Counts& counts) {
  std::map<std::string, std::uint64_t> errors;
  for (std::size_t i = 0; i < kErrorClasses; ++i) {
    if (counts.attempt_errors[i] == 0) continue;
    errors.emplace(name(static_cast<ErrorClass>(i)), counts.attempt_errors[i]);
  }
  return errors;
}

Figures figures_of(const Tally& tally, Nanoseconds length) {
  const auto value = [&](std::string_view metric) {
    MetricUse use;
    use.metric = find_metric(metric);
    return tally.value(use, length);
  };
  Figures figures;
  figures.iterations = tally.iterations;
  figures.operations = tally.operations;
  figures.ok = tally.ok;
  figures.failed = tally.failed;
  figures.indeterminate = tally.indeterminate;
  figures.dropped = tally.dropped;
  figures.attempts = tally.attempts;
  figures.retries = tally.retries;
  figures.hedges = tally.hedges;
  figures.timeouts = tally.timeouts;
  figures.throughput_per_s = value("throughput").value_or(0);
  figures.goodput_per_s = value("goodput").value_or(0);
  figures.availability = value("availability");
  figures.retry_amplification = value("retry_amplification");
  figures.response_time_ms = summary_ms(tally.response);
  figures.service_time_ms = summary_ms(tally.service);
  figures.errors = errors_by_name(tally);
  return figures;
}

}  // namespace squall

#include "harness/cli/baseline_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/analysis/median.h"
#include "harness/analysis/run_summary.h"
#include "harness/cli/comparing.h"
#include "harness/cli/run_groups.h"
#include "harness/run/host.h"

namespace squall {
namespace {

// What is known of a run before it starts. Its faults are the scenario's, which has a hash.
RunGroup this_run(const LoadedScenario& loaded, const RunSummary& base) {
  RunStarted host;
  describe_host(host);
  RunSummary run;
  run.title = loaded.scenario.title;
  run.scenario_hash = loaded.scenario.hash;
  run.topology = loaded.topology.name;
  run.flavour = loaded.topology.flavour;
  run.host = {os_class(host.host_os), host.host_cpu, host.host_cores};
  run.faults = base.faults;
  return {"this run", {run}};
}

std::vector<BaselineValue> medians(const RunGroup& group) {
  std::vector<BaselineValue> all;
  for (const auto& [key, values] : values_by_metric(group)) {
    all.push_back({key.metric, key.where, median(values)});
  }
  return all;
}

}  // namespace

bool asks_for_baseline_run(const Scenario& scenario) {
  return std::any_of(scenario.gates.begin(), scenario.gates.end(), [](const Gate& gate) {
    const auto uses = metrics_of(gate.condition);
    return std::any_of(uses.begin(), uses.end(), [](const MetricUse* use) {
      return use->scope == MetricUse::Scope::kBaselineRun;
    });
  });
}

Result<BaselineGiven> read_baseline_run(const std::string& path, const LoadedScenario& loaded,
                                        const std::set<Mismatch>& allowed) {
  auto group = find_runs(path);
  if (!group) return tl::unexpected(group.error());
  std::string left_out;
  std::erase_if(group->runs, [&](const RunSummary& run) {
    if (run.left_out.empty()) return false;
    left_out = fmt::format(": {}", run.left_out);
    return true;
  });
  if (group->runs.empty()) {
    return fail(
        fmt::format("--baseline: {} holds no run that can be compared with{}; name what "
                    "squall baseline update wrote, a run directory or a folder of runs",
                    path, left_out));
  }
  const std::string different = differences_text(*group, this_run(loaded, group->runs.front()),
                                                 allowed, "the baseline", "this run");
  if (!different.empty()) {
    return fail(fmt::format("--baseline: {} is not of the same thing:{}", path, different));
  }
  BaselineGiven given;
  given.source = path;
  given.runs = static_cast<std::int64_t>(group->runs.size());
  given.newest = group->runs.back().started_at;
  given.values = medians(*group);
  return given;
}

}  // namespace squall

#include "tests/golden/samples_compare.h"

#include <fmt/format.h>

#include "harness/analysis/comparison.h"

namespace squall::samples {
namespace {

// Run `number` of a shop whose node is killed; `slower` is a factor on what takes time.
RunSummary run_of_shop(std::size_t number, double slower, double availability) {
  // Between 0.98 and 1.02, in no order.
  const double noise = 0.98 + 0.04 * static_cast<double>(number * 7 % 10) / 9;
  RunSummary run;
  run.title = "A node of the shop is killed";
  run.scenario_file = "shop/killed.toml";
  run.scenario_hash = "9f86d081884c7d65";
  run.topology = "shop";
  run.flavour = "haproxy";
  run.host = {"Debian GNU/Linux 12 (bookworm), Linux", "A processor of 2026", 4};
  run.squall_version = "0.1.0";
  run.started_at = fmt::format("2026-11-{:02}T12:00:00.000Z", number % 28 + 1);
  run.verdict = "pass";
  run.seed = number;
  run.faults = {"kill"};
  const auto add = [&](const char* metric, const char* where, double value) {
    run.values.emplace_back(MetricKey{metric, where}, value);
  };
  for (const char* phase : {"baseline", "killed"}) {
    const bool killed = std::string_view(phase) == "killed";
    add("availability", phase, killed ? availability : 1);
    add("goodput", phase, 100 * (killed ? availability : 1) * (2 - noise));
    add("throughput", phase, 100 * (2 - noise));
    for (const char* what : {"response_time", "service_time"}) {
      add(fmt::format("p50({})", what).c_str(), phase, 0.02 * noise * slower);
      add(fmt::format("p90({})", what).c_str(), phase, 0.05 * noise * slower);
      add(fmt::format("p99({})", what).c_str(), phase, 0.1 * noise * noise * slower);
    }
    add("retry_amplification", phase, killed ? 1.05 : 1);
  }
  const auto gate = [&](const char* name, const char* expr, Dimension dimension, double actual,
                        bool passed) -> GateReport& {
    GateReport& added = run.gates.emplace_back();
    added.name = name;
    added.expr = expr;
    added.dimension = dimension;
    added.actual = actual;
    added.verdict = passed ? CheckVerdict::kPass : CheckVerdict::kFail;
    return added;
  };
  const double served = availability - (noise > 1.01 ? 0.04 * (noise - 1) : 0);
  GateReport& killed =
      gate("served", "availability >= 99.85%", Dimension::kRatio, served, served >= 0.9985);
  killed.phase = "killed";
  killed.comparison = ">=";
  killed.limit = 0.9985;
  GateReport& back = gate("back-soon", "time_to_recover <= 5s", Dimension::kTime,
                          slower > 1 ? 3.5 * noise : 0, true);
  back.comparison = "<=";
  back.limit = 5;
  add("time_to_detect", "kill", 0.12 * noise);
  add("time_to_recover", "kill", slower > 1 ? 3.5 * noise : 0);
  return run;
}

RunGroup shop(std::string source, std::size_t runs, double slower = 1,
              double availability = 0.999) {
  RunGroup group{std::move(source), {}};
  for (std::size_t i = 1; i <= runs; ++i) {
    group.runs.push_back(run_of_shop(i, slower, availability));
    group.runs.back().source = fmt::format("{}/{}", group.source, i);
  }
  return group;
}

RunComparison breaking_out() {
  RunGroup base = shop("before", 10), head = shop("<b>after</b>|\x1b[31m::error::", 10, 1.5);
  for (RunGroup* group : {&base, &head}) {
    for (RunSummary& run : group->runs) {
      run.title = "<script>alert(1)</script> [x](http://y) @everyone\n# heading";
      for (auto& [key, value] : run.values) {
        if (key.where == "killed") key.where = "a|b`c\x1b[2J&\"<";
      }
    }
  }
  return compare(base, head, {});
}

}  // namespace

std::vector<ComparisonSample> comparisons() {
  RunGroup partly = shop("head", 11);
  partly.runs.front().left_out = "the fault kill has no evidence";
  RunGroup other = shop("head", 10, 1.2, 0.98);
  for (RunSummary& run : other.runs) {
    run.scenario_hash = "60303ae22b998861";
    run.squall_version = "0.2.0";
  }
  CompareRules allowing;
  allowing.allowed = {Mismatch::kScenario};
  std::vector<ComparisonSample> samples{
      {"worse", compare(shop("base", 10), other, allowing)},
      {"same", compare(shop("base", 10), shop("head", 10), {})},
      {"few", compare(shop("base", 1), shop("head", 1, 1.2), {})},
      {"no_baseline", compare({"ci/baselines/shop", {}}, shop("head", 10), {})},
      {"left_out", compare(shop("base", 10), partly, {})},
      {"hostile", breaking_out()}};
  add_pages(samples);
  return samples;
}

RunGroup runs_of_shop() { return shop("runs", 10); }

Trend drifting() {
  RunGroup group{"nightly", {}};
  for (std::size_t i = 1; i <= 40; ++i) {
    RunSummary& run = group.runs.emplace_back(run_of_shop(i, i > 25 ? 1.2 : 1, 0.999));
    run.source = fmt::format("nightly/{}", i);
    run.started_at =
        fmt::format("2026-{:02}-{:02}T03:00:00.000Z", 10 + (i - 1) / 28, (i - 1) % 28 + 1);
    if (i > 25) run.scenario_hash = "60303ae22b998861";
  }
  TrendRules rules;
  rules.newest = 20;
  return trend_of(group, rules);
}

std::vector<RunSummary> runs_of_two_scenarios() {
  std::vector<RunSummary> runs = shop("nightly", 5).runs;
  for (std::size_t i = 1; i <= 2; ++i) {
    RunSummary& run = runs.emplace_back(run_of_shop(i, 1.5, 0.98));
    run.title = "Another | <b>shop</b>";
    run.scenario_file = "scenarios/an`other.toml";
    run.flavour = "";
  }
  return runs;
}

Trend few_runs() {
  RunGroup group = shop("nightly", 4);
  group.runs.back().verdict = "fail";
  return trend_of(group, {});
}

Trend many_runs() {
  RunGroup group{"nightly", {}};
  for (std::size_t i = 1; i <= 190; ++i) {
    const double slower = i <= 60 ? 1 : i <= 120 ? 1.3 : i <= 150 ? 1.1 : 1.6;
    RunSummary& run = group.runs.emplace_back(run_of_shop(i, slower, i > 120 ? 0.98 : 0.999));
    run.title = "<script>broken = 1</script> \u202eevil";
    run.source = fmt::format("<img src=x onerror='broken = 1'>/{}", i);
    run.started_at =
        fmt::format("2026-{:02}-{:02}T03:00:00.000Z", 1 + (i - 1) / 28, (i - 1) % 28 + 1);
    run.versions = {fmt::format("shop: \"><b>{}</b>", i > 60 ? 2 : 1)};
    for (auto& [key, value] : run.values) {
      if (key.where == "killed") key.where = "a|b`c\x1b[2J&\"<";
    }
  }
  return trend_of(group, {});
}

}  // namespace squall::samples

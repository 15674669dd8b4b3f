// What one recorded attempt costs the analysis, on the run that make_records writes.
#include <benchmark/benchmark.h>

#include "harness/analysis/analysis.h"
#include "tests/bench/sample_attempts.h"
#include "tests/unit/analysis/samples.h"

namespace squall {
namespace {

constexpr std::size_t kAttempts = 1'000'000;

SampleRun sample_run() {
  using std::chrono::seconds;
  SampleRun run;
  run.phase("baseline", PhaseKind::kBaseline, seconds(0), seconds(180));
  run.phase("killed", PhaseKind::kFault, seconds(180), seconds(360));
  run.fault("kill", "killed", kKilled.injected, kKilled.healed);
  run.phase("recovery", PhaseKind::kRecovery, seconds(360), seconds(600));
  run.gate(at_least(metric("availability", {"", seconds(1), {}}), 0.5));
  run.gate(at_most(metric("p99", {"response_time", seconds(5), {}}), 4));
  run.end(seconds(600));
  return run;
}

void analyse(benchmark::State& state) {
  const SampleRun run = sample_run();
  SampleAttempts source(kAttempts, 1);
  std::vector<Attempt> attempts(kAttempts);
  for (Attempt& attempt : attempts) attempt = source.next();
  for (auto _ : state) {
    Analysis analysis(run.scenario, run.topology, run.events);
    constexpr std::size_t kBatch = 4096;
    for (std::span<const Attempt> rest = attempts; !rest.empty();) {
      const auto batch = rest.first(std::min(kBatch, rest.size()));
      analysis.add(batch);
      rest = rest.subspan(batch.size());
    }
    benchmark::DoNotOptimize(analysis.finish().phases.size());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kAttempts));
}
BENCHMARK(analyse)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace squall

// Probes and nodes: what becomes of their samples, and the gates on them.
#include "harness/analysis/samples.h"

#include <catch2/catch.hpp>

#include "harness/analysis/sample_reports.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;

namespace {

constexpr double kMi = 1024.0 * 1024;

/// calm [0, 10 s), broken [10 s, 20 s), all ok; a probe of "queue" and a node, each once a second:
/// the queue is 10 and then 30, and not met then; the node grows by 1 MiB a second.
SampleRun sampled_run() {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(0), ms(10'000));
  run.phase("broken", PhaseKind::kFault, ms(10'000), ms(20'000));
  run.load(ms(0), ms(20'000));
  Probe probe;
  probe.name = "queue";
  probe.spec.kind = "http";
  run.scenario.probes.push_back(probe);
  for (std::int64_t second = 0; second < 20; ++second) {
    const Nanoseconds at = ms(second * 1000 + 500);
    const bool calm = second < 10;
    run.event(at, ProbeSampled{"queue", calm, calm ? 10.0 : 30.0, std::nullopt});
    const auto rss = static_cast<std::int64_t>((100.0 + static_cast<double>(second)) * kMi);
    // Half a processor, and from 10 s on a whole one.
    const Nanoseconds busy = ms(500 * (calm ? second : 2 * second - 10));
    run.event(at, ResourcesSampled{{{"db[0]", 77, rss, busy, 20 + second, 4}}});
  }
  run.end(ms(20'000));
  return run;
}

Expression of_probe(const std::string& field, const std::string& name = "queue",
                    MetricUse::Scope scope = MetricUse::Scope::kHere) {
  return metric("probe(NAME)." + field, {name, {}, scope});
}
Expression of_node(const std::string& field, const std::string& name = "db[0]") {
  return metric("node(NAME)." + field, {name, {}, MetricUse::Scope::kHere});
}

GateReport judged(const SampleRun& run) {
  const Report report = run.report();
  REQUIRE(report.gates.size() == 1);
  return report.gates[0];
}

}  // namespace

TEST_CASE("a gate on a probe judges the samples of its phase") {
  struct Row {
    const char* field;
    const char* phase;
    double value;
  };
  const auto row = GENERATE(values<Row>({{"value_max", "calm", 10},
                                         {"value_max", "broken", 30},
                                         {"value_min", "broken", 30},
                                         {"value_mean", "calm", 10},
                                         {"met_share", "calm", 1},
                                         {"met_share", "broken", 0},
                                         {"samples", "broken", 10}}));
  INFO(row.field << " in " << row.phase);
  SampleRun run = sampled_run();
  run.gate(at_most(of_probe(row.field), row.value), row.phase);
  const GateReport gate = judged(run);
  CHECK(gate.verdict == CheckVerdict::kPass);
  CHECK(gate.actual == Approx(row.value));
  CHECK(gate.samples == 10);
  run.scenario.gates[0].condition.right = number(row.value - 0.1);
  CHECK(judged(run).verdict == CheckVerdict::kFail);
}

TEST_CASE("a gate on a node: memory, growth, processors, descriptors") {
  struct Row {
    const char* field;
    double value;
  };
  const auto row = GENERATE(values<Row>({{"rss_max", 119 * kMi},
                                         {"rss_mean", 114.5 * kMi},
                                         {"rss_growth", 9 * kMi},
                                         {"cpu_max", 1},
                                         {"cpu_mean", 0.95},
                                         {"descriptors_max", 39},
                                         {"descriptors_growth", 9},
                                         {"threads_max", 4}}));
  INFO(row.field);
  SampleRun run = sampled_run();
  run.gate(at_most(of_node(row.field), row.value * 1.0001), "broken");
  const GateReport gate = judged(run);
  CHECK(gate.verdict == CheckVerdict::kPass);
  CHECK(gate.actual == Approx(row.value));
  run.scenario.gates[0].condition.right = number(row.value * 0.9999);
  CHECK(judged(run).verdict == CheckVerdict::kFail);
}

TEST_CASE("growth is that of the process that runs at the end") {
  SampleRun run = sampled_run();
  for (TimedEvent& event : run.events) {
    auto* sampled = std::get_if<ResourcesSampled>(&event.event);
    if (sampled == nullptr || event.at < ms(15'000)) continue;
    sampled->nodes[0].pid = 78;  // Started again, and small.
    sampled->nodes[0].rss_bytes = static_cast<std::int64_t>(50 * kMi);
  }
  run.gate(at_most(of_node("rss_growth"), kMi), "broken");
  CHECK(judged(run).actual == Approx(0));
  run.scenario.gates[0].condition = at_most(of_node("cpu_max"), 2);
  const GateReport gate = judged(run);
  CHECK(gate.samples == 9);  // The first sample of the new process has none.
  CHECK(gate.verdict == CheckVerdict::kPass);
}

TEST_CASE("without samples, or with too few, a gate is inconclusive") {
  SampleRun run = sampled_run();
  SECTION("a probe that was never sampled") {
    run.gate(at_most(of_probe("value_max", "other"), 1e9), "broken");
    CHECK(judged(run).reason == "no samples");
  }
  SECTION("a node that was never seen") {
    run.gate(at_most(of_node("rss_max", "db[1]"), 1e12), "broken");
    CHECK(judged(run).samples == 0);
  }
  SECTION("samples that had no value") {
    for (TimedEvent& event : run.events) {
      if (auto* sampled = std::get_if<ProbeSampled>(&event.event)) sampled->value.reset();
    }
    run.gate(at_most(of_probe("value_max"), 1e9), "broken");
    CHECK(judged(run).samples == 0);
  }
  SECTION("fewer than min_samples") {
    run.gate(at_most(of_probe("value_max"), 1e9), "broken").min_samples = 11;
    CHECK(judged(run).reason == "10 samples, fewer than 11");
  }
  SECTION("two are too few for growth") {
    std::erase_if(run.events, [](const TimedEvent& event) {
      return event.at > ms(12'000) && std::holds_alternative<ResourcesSampled>(event.event);
    });
    run.gate(at_most(of_node("rss_growth"), 1e12), "broken");
    CHECK(judged(run).reason == "too few samples of node db[0]");
  }
  CHECK(judged(run).verdict == CheckVerdict::kInconclusive);
}

TEST_CASE("compared with the baseline phase, which must have samples as well") {
  SampleRun run = sampled_run();
  const Expression before = of_probe("value_mean", "queue", MetricUse::Scope::kBaselinePhase);
  run.gate(condition(of_probe("value_max"), Comparison::kLessEqual,
                     combine(number(GENERATE(2.9, 3.0)), Expression::Op::kMultiply, before)),
           "broken");
  const double factor = run.scenario.gates[0].condition.right.operands[0].number;
  CHECK(judged(run).verdict == (factor < 3 ? CheckVerdict::kFail : CheckVerdict::kPass));
  std::erase_if(run.events, [](const TimedEvent& event) {
    return event.at < ms(10'000) && std::holds_alternative<ProbeSampled>(event.event);
  });
  CHECK(judged(run).verdict == CheckVerdict::kInconclusive);
  CHECK(judged(run).reason == "no samples in a baseline phase");
}

TEST_CASE("a baseline phase without operations is nothing to compare with") {
  SampleRun run = sampled_run();
  run.attempts.clear();
  run.load(ms(10'000), ms(20'000));
  const auto before = metric("goodput", {"", {}, MetricUse::Scope::kBaselinePhase});
  run.gate(condition(metric("goodput"), Comparison::kGreaterEqual, before), "broken");
  CHECK(judged(run).verdict == CheckVerdict::kInconclusive);
}

TEST_CASE("the report has every probe, also one without samples, and every node") {
  SampleRun run = sampled_run();
  Probe idle;
  idle.name = "idle";
  run.scenario.probes.push_back(idle);
  const Report report = run.report();
  REQUIRE(report.probes.size() == 2);
  const ProbeReport& queue = report.probes[0];
  CHECK(queue.samples == 20);
  CHECK(queue.met == 10);
  CHECK(queue.value->mean == Approx(20));
  CHECK(queue.value->max == 30);
  CHECK(queue.last == 30.0);
  CHECK(queue.series.size() == 20);
  CHECK(report.probes[1].samples == 0);
  CHECK_FALSE(report.probes[1].value);
  REQUIRE(report.resources.size() == 1);
  CHECK(report.resources[0].node == "db[0]");
  CHECK(report.resources[0].samples == 20);
  CHECK(report.resources[0].used[0]->max == Approx(119 * kMi));
}

TEST_CASE("a day of samples becomes a short series that keeps its peaks") {
  std::vector<TimedEvent> events;
  Scenario scenario;
  Probe probe;
  probe.name = "p";
  scenario.probes.push_back(probe);
  constexpr std::int64_t kDay_s = 24 * 3600;
  for (std::int64_t second = 0; second < kDay_s; ++second) {
    const double value = second == 50'000 ? 1000 : 1;
    events.push_back({ms(second * 1000), ProbeSampled{"p", true, value, std::nullopt}});
  }
  const auto reports = probe_reports(scenario, Samples(events));
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].samples == kDay_s);
  CHECK(reports[0].series.size() <= kMostPoints);
  CHECK(reports[0].series.size() > kMostPoints / 2);
  double peak = 0;
  for (const SeriesPoint& point : reports[0].series) peak = std::max(peak, point.value->max);
  CHECK(peak == 1000);
}

TEST_CASE("a hypothesis that was to be watched and never was leaves the run inconclusive") {
  SampleRun run = sampled_run();
  run.gate(at_least(metric("availability"), 0.9));
  Hypothesis hypothesis;
  hypothesis.name = "stays";
  hypothesis.mode = Hypothesis::Mode::kContinuous;
  run.scenario.hypotheses.push_back(hypothesis);
  Report report = run.report();
  CHECK(report.verdict == Verdict::kInconclusive);
  CHECK(report.reasons.front() == "hypothesis stays was never checked");
  run.event(ms(1'000), HypothesisChecked{"stays", "continuous", true, "200", "status 200"});
  CHECK(run.report().verdict == Verdict::kPass);
  // Without a fault there is no time at which this one is due.
  run.scenario.hypotheses[0].name = "other";
  run.scenario.hypotheses[0].mode = Hypothesis::Mode::kDuringFault;
  CHECK(run.report().verdict == Verdict::kPass);
}

#include "harness/analysis/comparison.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "harness/core/random.h"

using namespace squall;
using Catch::Matchers::Contains;

namespace {

RunSummary run_of(std::vector<std::pair<MetricKey, double>> values) {
  RunSummary run;
  run.title = "A shop";
  run.scenario_hash = "1a2b";
  run.topology = "shop";
  run.host = {"Debian 12, Linux", "A processor", 4};
  run.values = std::move(values);
  return run;
}

// Runs whose values rise by a thousandth from one to the next, around `level`.
RunGroup group_of(std::string source, std::size_t runs, double goodput, double p99,
                  double availability = 1) {
  RunGroup group{std::move(source), {}};
  for (std::size_t i = 0; i < runs; ++i) {
    const double wobble = 1 + 0.001 * (static_cast<double>(i) - static_cast<double>(runs) / 2);
    group.runs.push_back(run_of({{{"availability", "killed"}, availability},
                                 {{"goodput", "killed"}, goodput * wobble},
                                 {{"p99(response_time)", "killed"}, p99 * wobble}}));
    group.runs.back().source = fmt::format("{}/{}", group.source, i + 1);
  }
  return group;
}

const MetricComparison& metric_of(const RunComparison& comparison, std::string_view name) {
  for (const MetricComparison& metric : comparison.metrics) {
    if (metric.key.metric == name) return metric;
  }
  FAIL("no metric " << name);
  throw 0;
}

double normal(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.uniform();
  return sum;
}

// A CI job as in the simulation of one metric (regression_test.cpp), with all that a scenario of
// three phases is compared by: goodput and throughput move together, latencies are noisier the
// farther out they are, and a slow run is slow in all of them.
RunComparison simulate(Random& random, int runs, double head_level) {
  RunGroup base{"base", {}}, head{"head", {}};
  double drift = 0;
  for (int i = 0; i < 2 * runs; ++i) {
    drift = 0.9 * drift + 0.01 * normal(random);
    const double slow = random.uniform() < 0.05 ? 1 / 1.3 : 1;
    const bool is_head = i % 4 == 1 || i % 4 == 2;
    std::vector<std::pair<MetricKey, double>> values;
    for (const char* phase : {"baseline", "killed", "recovery"}) {
      const double speed =
          slow * std::exp(drift + 0.04 * normal(random)) * (is_head ? head_level : 1);
      values.push_back({{"availability", phase}, 1});
      values.push_back({{"goodput", phase}, 1000 * speed});
      values.push_back({{"throughput", phase}, 1010 * speed});
      for (const char* what : {"response_time", "service_time"}) {
        for (const auto& [name, noise] : {std::pair{"p50", 0.04}, {"p90", 0.1}, {"p99", 0.3}}) {
          values.push_back({{fmt::format("{}({})", name, what), phase},
                            0.1 / speed * std::exp(noise * normal(random))});
        }
      }
      values.push_back({{"retry_amplification", phase}, 1});
    }
    (is_head ? head : base).runs.push_back(run_of(std::move(values)));
  }
  return compare(base, head, {});
}

}  // namespace

TEST_CASE("a clear regression fails, with the worst metric first") {
  const RunComparison found =
      compare(group_of("base", 10, 200, 0.1), group_of("head", 10, 180, 0.3), {});
  CHECK(found.verdict == Verdict::kFail);
  CHECK(found.exit_code == 1);
  REQUIRE(found.reasons.size() == 2);
  CHECK(found.reasons[0] == "p99(response_time) in killed: 100 ms to 300 ms, 200 % more");
  CHECK(found.reasons[1] == "goodput in killed: 200/s to 180/s, 10.0 % less");
  const MetricComparison& goodput = metric_of(found, "goodput");
  CHECK(goodput.change == Change::kWorse);
  CHECK(*goodput.shift == Approx(-20).margin(0.5));
  CHECK(*goodput.low <= *goodput.shift);
  CHECK(*goodput.high >= *goodput.shift);
  CHECK(goodput.p_adjusted >= goodput.p_value);
  CHECK(metric_of(found, "availability").change == Change::kSame);
}

TEST_CASE("a clear improvement passes, and no difference too") {
  const RunGroup base = group_of("base", 10, 200, 0.1);
  const RunComparison better = compare(base, group_of("head", 10, 240, 0.05), {});
  CHECK(better.verdict == Verdict::kPass);
  CHECK(better.exit_code == 0);
  CHECK(metric_of(better, "goodput").change == Change::kBetter);
  CHECK(metric_of(better, "p99(response_time)").change == Change::kBetter);

  const RunComparison same = compare(base, group_of("head", 10, 200, 0.1), {});
  CHECK(same.verdict == Verdict::kPass);
  for (const MetricComparison& metric : same.metrics) CHECK(metric.change == Change::kSame);
}

TEST_CASE("a certain difference that is too small to matter does not count") {
  const RunGroup base = group_of("base", 20, 200, 0.1);
  const RunComparison found = compare(base, group_of("head", 20, 194, 0.1), {});
  CHECK(found.verdict == Verdict::kPass);
  CHECK(metric_of(found, "goodput").p_adjusted < 0.001);
  CHECK(metric_of(found, "goodput").change == Change::kSame);
  CHECK(compare(base, group_of("head", 20, 194, 0.1), {.min_effect = 0.02}).exit_code == 1);
  // A hundredth of a millisecond is no difference, though it is a tenth.
  const RunComparison tiny =
      compare(group_of("base", 10, 200, 0.0001), group_of("head", 10, 200, 0.00011), {});
  CHECK(tiny.verdict == Verdict::kPass);
}

TEST_CASE("availability is held to a tenth of a percentage point") {
  const RunGroup base = group_of("base", 10, 200, 0.1, 1);
  CHECK(compare(base, group_of("head", 10, 200, 0.1, 0.9995), {}).exit_code == 0);
  const RunComparison found = compare(base, group_of("head", 10, 200, 0.1, 0.99), {});
  CHECK(found.exit_code == 1);
  CHECK(found.reasons.front() == "availability in killed: 100 % to 99 %, -1 percentage points");
}

TEST_CASE("wide noise around one level passes, and says that it is unsure") {
  Random random(3);
  RunGroup base = group_of("base", 10, 200, 0.1), head = group_of("head", 10, 200, 0.1);
  for (RunGroup* group : {&base, &head}) {
    for (RunSummary& run : group->runs) run.values[2].second *= 0.5 + random.uniform();
  }
  const RunComparison found = compare(base, head, {});
  CHECK(found.verdict == Verdict::kPass);
  CHECK(metric_of(found, "p99(response_time)").change == Change::kUnsure);
}

TEST_CASE("too few runs never pass, but a regression that they prove fails") {
  const RunComparison lone =
      compare(group_of("base", 1, 200, 0.1), group_of("head", 1, 100, 0.1), {});
  CHECK(lone.exit_code == 2);
  CHECK_THAT(lone.reasons.front(), Contains("nothing can be concluded from 1 against 1 run"));
  CHECK(*metric_of(lone, "goodput").shift < -90);

  const RunGroup few = group_of("base", 8, 200, 0.1);
  CHECK(compare(few, few, {}).exit_code == 2);
  CHECK(compare(few, group_of("head", 8, 100, 0.1), {}).exit_code == 1);
  // Asked to do with fewer, it still passes only where something could have failed.
  CHECK(compare(few, few, {.min_runs = 5}).exit_code == 0);
  const RunGroup three = group_of("base", 3, 200, 0.1);
  const RunComparison blind = compare(three, three, {.min_runs = 2});
  CHECK(blind.exit_code == 2);
  CHECK_THAT(blind.reasons.front(), Contains("no difference could count"));
}

TEST_CASE("no baseline, and no head, are inconclusive") {
  const RunGroup runs = group_of("head", 10, 200, 0.1);
  const RunComparison found = compare({"ci/baselines/shop", {}}, runs, {});
  CHECK(found.exit_code == 2);
  CHECK_THAT(found.reasons.front(), Contains("ci/baselines/shop holds no run"));
  CHECK(compare(runs, {"head", {}}, {}).exit_code == 2);
}

TEST_CASE("a run that is left out is told, and keeps the comparison from passing") {
  const RunGroup base = group_of("base", 10, 200, 0.1);
  RunGroup head = group_of("head", 10, 200, 0.1);
  head.runs.front().left_out = "the fault kill has no evidence";
  const RunComparison found = compare(base, head, {});
  CHECK(found.exit_code == 2);
  CHECK(found.head.runs == 9);
  CHECK(found.reasons.front() == "left out: head/1: the fault kill has no evidence");
  head = group_of("head", 10, 100, 0.1);
  head.runs.front().left_out = "killed";
  CHECK(compare(base, head, {}).exit_code == 1);
}

TEST_CASE("a metric without a value on one side is inconclusive, but for what nobody noticed") {
  const RunGroup base = group_of("base", 10, 200, 0.1);
  RunGroup head = base;
  for (RunSummary& run : head.runs) run.values.pop_back();
  const RunComparison found = compare(base, head, {});
  CHECK(found.exit_code == 2);
  CHECK(found.metrics.front().change == Change::kMissing);
  CHECK_THAT(found.reasons.front(),
             Contains("p99(response_time) in killed has a value in 0 of 10"));

  RunGroup noticed = base, unnoticed = base;
  for (RunSummary& run : noticed.runs) run.values.push_back({{"time_to_recover", "kill"}, 0.1});
  unnoticed.runs = noticed.runs;
  for (RunSummary& run : noticed.runs) run.values.push_back({{"time_to_detect", "kill"}, 0.1});
  CHECK(compare(noticed, unnoticed, {}).exit_code == 0);
}

TEST_CASE("metrics that do not decide are shown, and are not corrected for") {
  const RunGroup base = group_of("base", 10, 200, 0.1), head = group_of("head", 10, 200, 0.3);
  const RunComparison found = compare(base, head, {.gated = {"goodput"}});
  CHECK(found.exit_code == 0);
  CHECK(metric_of(found, "p99(response_time)").change == Change::kWorse);
  CHECK_FALSE(metric_of(found, "p99(response_time)").gated);
  CHECK(metric_of(found, "goodput").p_adjusted == metric_of(found, "goodput").p_value);
  CHECK(compare(base, head, {.gated = {"capacity"}}).exit_code == 2);
}

TEST_CASE("what must be alike and is not is told, also within a group") {
  RunGroup base = group_of("base", 2, 200, 0.1), head = group_of("head", 2, 200, 0.1);
  CHECK(differences_of(base, head).empty());
  head.runs[0].scenario_hash = head.runs[1].scenario_hash = "ffff";
  head.runs[1].flavour = "couchdb";
  head.runs[1].host.cores = 8;
  head.runs[0].faults = {"kill"};
  const auto found = differences_of(base, head);
  REQUIRE(found.size() == 4);
  CHECK(found[0].text() == "the scenario's hash: 1a2b in BASE, ffff in HEAD");
  CHECK(found[1].text() == "the faults that went in: none in BASE, kill and none in HEAD");
  CHECK(found[2].kind == Mismatch::kFlavour);
  CHECK(found[3].text() == "the cores: 4 in BASE, 4 and 8 in HEAD");
  head.runs.clear();
  CHECK(differences_of(base, head).empty());
  // Allowed, and told.
  const RunComparison allowed = compare(base, group_of("head", 2, 200, 0.1), {});
  CHECK(allowed.notes.empty());
}

TEST_CASE("the typical run is the one nearest to the medians of what decides") {
  RunGroup base = group_of("base", 10, 100, 0.2), head = group_of("head", 5, 100, 0.2);
  const RunComparison even = compare(base, head, {});
  CHECK(even.base.members.size() == 10);
  CHECK(even.base.typical == 4);  // The 5th and the 6th are as near.
  CHECK(even.head.typical == 2);

  // A run that is left out is none, and one that lacks a value is far away.
  head.runs[2].left_out = "aborted";
  head.runs[1].values.pop_back();
  const RunComparison some = compare(base, head, {});
  REQUIRE(some.head.typical == 2);
  CHECK(some.head.members[2].source == "head/4");
  CHECK(some.head.members[2].values.empty());

  // What does not decide has no say.
  RunGroup odd = group_of("odd", 9, 100, 0.2);
  odd.runs[7].values = {{{"goodput", "killed"}, 500}, {{"p99(response_time)", "killed"}, 0.19985}};
  CompareRules rules;
  rules.gated = {"p99(response_time)"};
  CHECK(compare(odd, head, rules).base.typical == 7);
  CHECK(compare(odd, head, {}).base.typical == 4);
  CHECK_FALSE(compare({"base", {}}, head, {}).base.typical.has_value());
}

TEST_CASE("from what on a shift counts is told in the metric's unit") {
  const RunComparison same =
      compare(group_of("base", 10, 100, 0.2), group_of("head", 10, 100, 0.2), {});
  CHECK(metric_of(same, "goodput").counts_from == Approx(5).epsilon(0.01));
  CHECK(metric_of(same, "availability").counts_from == Approx(0.001));
}

TEST_CASE("a phase of one side alone is told and not compared") {
  RunGroup base = group_of("base", 10, 200, 0.1);
  for (RunSummary& run : base.runs) run.values.push_back({{"goodput", "extra"}, 5});
  const RunComparison found = compare(base, group_of("head", 10, 200, 0.1), {});
  CHECK(found.exit_code == 0);
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0] == "only BASE has extra: not compared");
}

// What a job of 10 runs a side can and cannot do, if everything is compared at once.
TEST_CASE("all metrics together: identical builds hardly ever fail, a loss of 10 % mostly does") {
  Random random(20261129);
  constexpr int kJobs = 1000;
  const auto failures = [&](int runs, double head_level) {
    int failed = 0;
    for (int i = 0; i < kJobs; ++i) failed += simulate(random, runs, head_level).exit_code == 1;
    return failed;
  };
  const int alarms = failures(10, 1), caught = failures(10, 0.9), with_14 = failures(14, 0.9);
  INFO("false alarms " << alarms << ", caught " << caught << ", with 14 runs " << with_14);
  CHECK(alarms <= kJobs / 100);
  CHECK(caught >= kJobs * 80 / 100);
  CHECK(with_14 >= kJobs * 95 / 100);
}

#include "reports/run_reader.h"

#include <catch2/catch.hpp>

#include "harness/analysis/gate_spread.h"
#include "harness/analysis/run_summary.h"
#include "reports/address.h"
#include "reports/annotations.h"
#include "reports/baseline.h"
#include "reports/json.h"
#include "reports/run_excerpt.h"
#include "reports/trend.h"

using namespace squall;
using Catch::Matchers::Contains;

namespace {

Report sample_report() {
  Report report;
  report.status = RunStatus::kCompleted;
  report.verdict = Verdict::kPass;
  report.exit_code = 0;
  report.title = "A shop";
  report.scenario_hash = "1a2b";
  report.host_os = "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64";
  report.host_cpu = "A processor";
  report.host_cores = 4;
  report.started_at = "2026-11-28T12:00:00.000Z";
  report.duration_s = 60;
  report.topology.name = "shop";
  const auto add_phase = [&](const char* name, PhaseKind kind) {
    PhaseReport& phase = report.phases.emplace_back();
    phase.name = name;
    phase.kind = kind;
    phase.figures.operations = 100;
    phase.figures.goodput_per_s = 50;
    phase.figures.availability = 0.99;
    phase.figures.response_time_ms = {100, 10, 20, 30, 40, 50};
  };
  add_phase("warmup", PhaseKind::kWarmup);
  add_phase("killed", PhaseKind::kFault);
  FaultReport& fault = report.faults.emplace_back();
  fault.name = "kill";
  fault.phase = "killed";
  fault.injected_at_s = 10;
  fault.healed_at_s = 20;
  fault.evidence_confirmed = true;
  fault.impact = true;
  fault.time_to_detect_s = 0.25;
  GateReport& gate = report.gates.emplace_back();
  gate.name = "served";
  gate.expr = "availability >= 95%";
  gate.phase = "killed";
  gate.comparison = ">=";
  gate.dimension = Dimension::kRatio;
  gate.actual = 0.99;
  gate.limit = 0.95;
  gate.verdict = CheckVerdict::kPass;
  return report;
}

double value_of(const RunSummary& run, const MetricKey& wanted) {
  for (const auto& [key, value] : run.values) {
    if (key == wanted) return value;
  }
  FAIL("no value of " << wanted.metric << " in " << wanted.where);
  return 0;
}

}  // namespace

TEST_CASE("a report that was read back is compared by the same as the report itself") {
  const Report report = sample_report();
  const auto read = read_runs(report_json(report), "run");
  REQUIRE(read);
  REQUIRE(read->runs.size() == 1);
  const RunSummary& run = read->runs.front();
  CHECK(run.values == summarise(report, "run").values);
  CHECK(run.left_out.empty());
  CHECK(run.faults == std::vector<std::string>{"kill"});
  CHECK(run.host == HostClass{"Debian GNU/Linux 12 (bookworm), Linux", "A processor", 4});
  CHECK(value_of(run, {"p99(response_time)", "killed"}) == Approx(0.03));
  CHECK(value_of(run, {"time_to_detect", "kill"}) == 0.25);
  // Clients never recovered: it took at least until the end.
  CHECK(value_of(run, {"time_to_recover", "kill"}) == 40);
  for (const auto& [key, value] : run.values) CHECK(key.where != "warmup");
  const auto spreads = gate_spreads({run, summarise(report, "run")});
  REQUIRE(spreads.size() == 1);
  CHECK(spreads[0].runs == 2);
  CHECK(spreads[0].expr == "availability >= 95%");
  CHECK(spreads[0].dimension == Dimension::kRatio);
}

TEST_CASE("a run whose figures are not those it was made for is left out") {
  const auto reason = [](auto&& change) {
    Report report = sample_report();
    change(report);
    const auto read = read_runs(report_json(report), "run");
    REQUIRE(read);
    return read->runs.front().left_out;
  };
  CHECK_THAT(reason([](Report& report) { report.records_complete = false; }), Contains("killed"));
  CHECK(reason([](Report& report) {
          report.status = RunStatus::kAborted;
          report.reasons = {"too many errors"};
        }) == "too many errors");
  CHECK_THAT(reason([](Report& report) { report.faults[0].evidence_confirmed = false; }),
             Contains("kill has no evidence"));
  CHECK_THAT(reason([](Report& report) { report.faults[0].heal_ok = false; }),
             Contains("not healed"));
  CHECK_THAT(reason([](Report& report) { report.faults[0].injected_at_s.reset(); }),
             Contains("not injected"));
  // A gate that failed is no reason.
  CHECK(reason([](Report& report) { report.verdict = Verdict::kFail; }).empty());
}

TEST_CASE("a baseline gives back the runs that it was written from") {
  RunGroup group{"runs", {}};
  for (int i = 0; i < 3; ++i) {
    Report report = sample_report();
    report.seed = static_cast<std::uint64_t>(i);
    report.phases[1].figures.goodput_per_s = 50 + i;
    if (i == 1) report.faults[0].time_to_detect_s.reset();
    group.runs.push_back(summarise(report, "run"));
  }
  const std::string text = baseline_json(group);
  const auto read = read_runs(text, "ci/baselines/shop");
  REQUIRE(read);
  REQUIRE(read->runs.size() == 3);
  CHECK(read->runs[1].seed == 1);
  CHECK(read->runs[2].title == "A shop");
  CHECK(value_of(read->runs[2], {"goodput", "killed"}) == 52);
  CHECK(read->runs[1].values.size() == group.runs[1].values.size());
  CHECK(baseline_json(*read) == text);
}

TEST_CASE("the versions of the services are read back, where there are any") {
  Report report = sample_report();
  report.topology.services = {{"web", "", "process", "nginx 1.22.1", {}},
                              {"db", "", "external", "", {}}};
  const auto read = read_runs(report_json(report), "run");
  REQUIRE(read);
  CHECK(read->runs.front().versions == std::vector<std::string>{"web: nginx 1.22.1"});
}

TEST_CASE("an excerpt has what is drawn of a run, and says why there is none") {
  Report report = sample_report();
  report.phases[1].variant = "no-retry";
  report.timeline.resize(2);
  report.timeline[1].errors["reset"] = 3;
  const std::string excerpt = run_excerpt(report_json(report)).value();
  for (const char* part :
       {"\"duration_s\": 60", "\"variant\": \"no-retry\"", "\"injected_at_s\": 10",
        "\"reset\": [0, 3]", "\"response_p99_ms\": [null, null]"}) {
    CHECK_THAT(excerpt, Contains(part));
  }
  CHECK_THAT(excerpt, !Contains("seed"));
  report.faults.resize(1000, report.faults.front());
  report.phases.resize(1000, report.phases.front());
  CHECK(run_excerpt(report_json(report)).value().size() < 100'000);
  for (const char* broken : {"", "[]", "{\"phases\": 1}"}) {
    CHECK_THAT(run_excerpt(broken).error().message, Contains("cannot be read"));
  }
}

TEST_CASE("no name of a folder is taken for a scheme, a query or a fragment") {
  CHECK(address_of("../a/1/report.html") == "../a/1/report.html");
  CHECK(address_of("javascript:x/r.html") == "javascript%3Ax/r.html");
  CHECK(address_of("a b?c#d%\"<\xc3\xa4") == "a%20b%3Fc%23d%25%22%3C%C3%A4");
}

TEST_CASE("what is neither a report nor a baseline says why") {
  const auto why = [](std::string_view text) {
    const auto read = read_runs(text, "x.json");
    REQUIRE_FALSE(read);
    return read.error().message;
  };
  for (const char* text : {"", "[]", "{}", "{\"schema\": 1}", "{\"schema\": 1, \"phases\": 3}",
                           "{\"schema\": 1} x", "\x80"}) {
    CHECK_THAT(why(text), Contains("x.json is neither a report.json nor a baseline"));
  }
  CHECK(why("{\"schema\": 7, \"phases\": []}") == "x.json has schema 7; this squall reads 1");
}

TEST_CASE("annotations: failures first, ten at most, and no text ends a command") {
  std::vector<Case> cases(13);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].group = "gate";
    cases[i].name = "g" + std::to_string(i);
    cases[i].result = i == 0   ? CaseResult::kPass
                      : i == 1 ? CaseResult::kError
                               : CaseResult::kFailure;
    cases[i].message = "50 %\n::error::x";
  }
  const std::string text = github_annotations(cases, [](const Case& each) {
    return AnnotatedPlace{"a,b:c.toml", each.name == "g2" ? 7 : 0};
  });
  CHECK_THAT(text, Catch::StartsWith(
                       "::error file=a%2Cb%3Ac.toml,line=7,title=gate g2::50 %25%0A::error::x\n"
                       "::error file=a%2Cb%3Ac.toml,title=gate g3::"));
  CHECK_THAT(text, Catch::EndsWith(
                       "::notice title=squall::2 more were cut: see the summary and junit.xml\n"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 11);
  CHECK(github_annotations(std::span(cases).first(1), {}).empty());
}

TEST_CASE("a sparkline has a bar for each value, or for some of them together") {
  CHECK(sparkline({}, 10).empty());
  CHECK(sparkline({1, 1}, 10) == "▅▅");
  CHECK(sparkline({0, 1, 2, 7}, 10) == "▁▂▃█");
  CHECK(sparkline({0, 0, 0, 0, 1, 1, 1, 1}, 2) == "▁█");
}

#include "tests/golden/samples.h"

#include <map>

#include "tests/golden/sample_load.h"
#include "tests/golden/sample_parts.h"

namespace squall::samples {

Report passing() {
  Report report = common();
  const std::map<std::string, std::uint64_t> counts{{"acknowledged", 409}, {"lost", 0}};
  report.checkers = {{"durability", "durability", CheckVerdict::kPass, counts, {}, ""}};
  report.duration_s = 41.6;
  SloReport fast;
  fast.name = "fast";
  fast.objective = 0.99;
  fast.faster_than_s = 0.3;
  fast.window_s = 7 * 86400;
  fast.operations = 453;
  fast.bad = 5;
  fast.stretch_s = 15;
  fast.budget_s = 6048;
  fast.spent_s = 0.166;
  fast.spent_share = 0.000027;
  fast.burn_rate = 1.104;
  report.slos = {fast};
  report.phases = {phase("warmup", PhaseKind::kWarmup, 4.4, 6.4),
                   phase("baseline", PhaseKind::kBaseline, 6.4, 16.4),
                   phase("node-killed", PhaseKind::kFault, 16.4, 26.4),
                   phase("recovery", PhaseKind::kRecovery, 26.4, 36.9, "steady")};
  fill_load(report, {30, 0.5, {{18.4, 19.9, 0.12, 14, "http_4xx"}}});
  report.faults = {node_killed()};
  report.faults[0].rto_s = 2.25;
  report.gates = {
      gate("availability", "availability >= 98%", "node-killed", Dimension::kRatio, 0.983442,
           ">=", 0.98, 302),
      gate("p99", "p99(response_time) <= 2s", "node-killed", Dimension::kTime, 0.5612, "<=", 2,
           302),
      gate("goodput", "goodput(5s) >= 20/s", "", Dimension::kRate, 26.4, ">=", 20, 918),
      gate("time_to_recover", "time_to_recover <= 5s", "", Dimension::kTime, 0, "<=", 5, 1)};
  report.gates[2].worst_at_s = 20.3;
  report.hypotheses = {ready("flowmanager", "start", 4.39), ready("preferences", "start", 4.4),
                       ready("flowmanager", "end", 37.1), ready("preferences", "end", 37.1)};
  report.nodes = lanes(41.6, 18.401, 23.402);
  report.backends = {{"load-balancer", "nodes/database-0", "couchdb[0]", "up", 4.1, 18.718},
                     {"load-balancer", "nodes/database-1", "couchdb[1]", "up", 4.1, 41.6},
                     {"load-balancer", "nodes/database-0", "couchdb[0]", "down", 18.718, 24.1},
                     {"load-balancer", "nodes/database-0", "couchdb[0]", "up", 24.1, 41.6}};
  report.probes = {memory_of_flowmanager()};
  report.resources = {flowmanager_resources()};
  report.examples = {
      {18.613, example("token", ErrorClass::kHttp4xx, 404, 18.613,
                       "POST /access_token HTTP/1.1\nHost: 127.0.0.1:40006\n"
                       "Content-Type: application/x-www-form-urlencoded",
                       R"({"isError":true,"message":"socket hang up while executing HTTP GET"})",
                       "status 404 instead of 200")},
      {18.87, example("settings", ErrorClass::kAttemptTimeout, 0, 18.87,
                      "GET /carla/settings/%7B%22OS%22%3A%7B%22id%22%3A%22linux%22%7D%7D HTTP/1.1\n"
                      "Host: 127.0.0.1:40006\nAuthorization: ***",
                      "", "no answer within 2s")}};
  return report;
}

Report failing() {
  Report report = common();
  report.title = "All database nodes are killed for eight seconds";
  report.scenario_file = "scenarios/gpii/couchdb-all-killed.toml";
  report.scenario_text = "schema = 1\ntitle = \"All database nodes are killed\"\n";
  report.breakers = {{"http://127.0.0.1:40010", "open", 17.2, 19.2},
                     {"http://127.0.0.1:40010", "half_open", 19.2, 19.3},
                     {"http://127.0.0.1:40010", "closed", 19.3, 66.2}};
  report.command_line = {"squall", "run", "scenarios/gpii/couchdb-all-killed.toml", "--set",
                         "gate.availability.expr=availability >= 99%"};
  report.verdict = Verdict::kFail;
  report.exit_code = 1;
  report.duration_s = 66.2;
  report.reasons = {"gate availability: 71.54 % in node-killed, the limit is >= 99 %",
                    "gate time_to_recover: not within 30 s"};
  report.phases = {phase("baseline", PhaseKind::kBaseline, 4.4, 14.4),
                   phase("node-killed", PhaseKind::kFault, 14.4, 30.4),
                   phase("recovery", PhaseKind::kRecovery, 30.4, 60.4, "timeout")};
  report.phases.back().complete = false;
  fill_load(report, {30,
                     0.5,
                     {{16.4, 25.4, 0.92, 160, "http_5xx"},
                      {25.4, 30.0, 0.4, 30, "connect_refused"},
                      {30.0, 60.4, 0.07, 4, "http_4xx"}}});
  FaultReport fault = node_killed();
  fault.target = "couchdb[all]";
  fault.nodes = {"couchdb[0]", "couchdb[1]", "couchdb[2]"};
  fault.planned_at_s = 16.4;
  fault.injected_at_s = 16.402;
  fault.healed_at_s = 24.41;
  fault.evidence = "pids 4711, 4712 and 4713 are gone; all three ports refuse connections";
  fault.time_to_detect_s = 0.044;
  fault.time_to_recover_s.reset();
  fault.time_to_recover_from_injection_s.reset();
  fault.rto_s.reset();
  fault.recovery_note = "not within 30 s";
  report.faults = {fault};
  report.gates = {
      gate("availability", "availability >= 99%", "node-killed", Dimension::kRatio, 0.989996,
           ">=", 0.99, 486),
      gate("p99", "p99(response_time) <= 2s", "baseline", Dimension::kTime, 0.0366, "<=", 2, 301),
      gate("amplification", "retry_amplification <= 1.5", "node-killed", Dimension::kRatio, 2.21,
           "<=", 1.5, 486),
      gate("time_to_recover", "time_to_recover <= 5s", "", Dimension::kTime, 0, "<=", 5, 1)};
  report.gates[0].verdict = CheckVerdict::kFail;
  report.gates[0].reason = "below the limit";
  report.gates[0].why = "ten runs saw 99.4 to 100 %; without the balancer's tries it is 97 %";
  report.gates[2].verdict = CheckVerdict::kWarn;
  report.gates[2].severity = Gate::Severity::kWarn;
  report.gates[2].reason = "above the limit; only a warning";
  report.gates[2].why = "retries may cost the servers half as much again";
  report.gates[3].actual.reset();
  report.gates[3].verdict = CheckVerdict::kFail;
  report.gates[3].reason = "not within 30 s";
  report.hypotheses = {ready("flowmanager", "start", 4.39), ready("flowmanager", "end", 60.5)};
  report.hypotheses.back().met = false;
  report.hypotheses.back().actual = "503, $.isReady = false";
  report.checkers = {{"durability",
                      "durability",
                      CheckVerdict::kFail,
                      {{"acknowledged", 412}, {"lost", 2}, {"stale", 0}},
                      {{16.381,
                        "key squall-17: the write acknowledged with 201 at 16.381 s is lost; "
                        "the key has no value"},
                       {16.399,
                        "key squall-40: the write acknowledged with 201 at 16.399 s is lost; "
                        "the value acknowledged at 15.2 s stands there"}},
                      ""}};
  report.checkers[0].loss.emplace();
  report.checkers[0].rpo_s = 1.202;
  SloReport served;
  served.name = "served";
  served.objective = 0.999;
  served.window_s = 30 * 86400;
  served.operations = 1386;
  served.bad = 1082;
  served.stretch_s = 46;
  served.budget_s = 2592;
  served.spent_s = 35.911;
  served.spent_share = 0.013855;
  served.burn_rate = 780.66;
  served.complete = false;
  report.slos = {served};
  report.baseline_run = BaselineGiven{"ci/baselines/gpii", 10, "2026-01-01T00:00:00Z", {}};
  report.nodes = lanes(66.2, 16.402, 24.41);
  for (int i = 0; i < 3; ++i) {
    report.examples.push_back(
        {16.446 + i, example("settings", ErrorClass::kHttp5xx, 503, 16.446 + i,
                             "GET /carla/settings/linux HTTP/1.1\nHost: 127.0.0.1:40006",
                             "<html><body><h1>503 Service Unavailable</h1></body></html>",
                             "status 503 instead of 200")});
  }
  report.examples.push_back({25.9, example("token", ErrorClass::kConnectRefused, 0, 25.9,
                                           "POST /access_token HTTP/1.1", "", "")});
  report.warnings = {{4.41, "flowmanager listens on 0.0.0.0:40006, not on loopback alone"}};
  report.generator.dropped = 3;
  return report;
}

Report inconclusive() {
  Report report = passing();
  report.verdict = Verdict::kInconclusive;
  report.exit_code = 2;
  report.reasons = {"the fault kill has no evidence of its effect",
                    "gate p99: 0 samples, at least 100 are needed"};
  FaultReport& fault = report.faults.front();
  fault.evidence_confirmed = false;
  fault.evidence = "pid 4711 is still alive after 1 s";
  fault.impact = false;
  fault.time_to_detect_s = 0;
  fault.time_to_recover_from_injection_s = 0;
  fault.recovery_note = "no client was affected: no failure, the longest wait was 255 ms";
  GateReport& p99 = report.gates[1];
  p99.actual.reset();
  p99.samples = 0;
  p99.verdict = CheckVerdict::kInconclusive;
  p99.reason = "0 samples, at least 100 are needed";
  return report;
}

Report killed() {
  Report report = passing();
  report.checkers.clear();
  report.status = RunStatus::kErrored;
  report.verdict = Verdict::kInconclusive;
  report.exit_code = 2;
  report.records_complete = false;
  report.reasons = {"the records end at 20.4 s: the harness was killed"};
  report.duration_s = 20.4;
  report.phases.pop_back();
  report.phases.back().end_s = 20.4;
  report.phases.back().end_reason = "";
  report.phases.back().complete = false;
  while (report.timeline.back().end_s > 20.4) report.timeline.pop_back();
  report.faults.front().healed_at_s.reset();
  report.faults.front().healed_detail.clear();
  report.faults.front().time_to_recover_s.reset();
  report.faults.front().time_to_recover_from_injection_s.reset();
  report.faults.front().recovery_note = "the records end before";
  for (GateReport& each : report.gates) {
    each.verdict = CheckVerdict::kInconclusive;
    each.reason = "its phase was cut short";
  }
  report.hypotheses.resize(2);
  report.nodes = lanes(20.4, 18.401, 20.4);
  report.cleanup_checked = false;
  return report;
}

Report empty() {
  Report report = common();
  report.status = RunStatus::kErrored;
  report.verdict = Verdict::kFail;
  report.exit_code = 4;
  report.duration_s = 30.2;
  report.reasons = {"couchdb[1] was not ready within 20 s: connect_refused"};
  report.nodes = {{"couchdb[0]", NodeState::kStarting, 0, 0.6},
                  {"couchdb[0]", NodeState::kReady, 0.6, 30.2},
                  {"couchdb[1]", NodeState::kStarting, 0, 30.2}};
  report.generator.late_start_ms = {};
  return report;
}

}  // namespace squall::samples

#include "tests/golden/samples.h"

#include <array>

#include "tests/golden/sample_load.h"

namespace squall::samples {
namespace {

TopologyResolved gpii() {
  TopologyResolved topology;
  topology.name = "gpii";
  topology.flavour = "pouchdb";
  topology.services = {
      {"couchdb",
       "database",
       "process",
       "pouchdb-server 4.2.0",
       {{"couchdb[0]", "http://127.0.0.1:40001"},
        {"couchdb[1]", "http://127.0.0.1:40002"},
        {"couchdb[2]", "http://127.0.0.1:40003"}}},
      {"couchdb-lb",
       "balancer",
       "process",
       "HAProxy 2.6.12",
       {{"couchdb-lb", "http://127.0.0.1:40004"}}},
      {"preferences",
       "preferences server",
       "process",
       "gpii-universal 0.3.0",
       {{"preferences", "http://127.0.0.1:40005"}}},
      {"flowmanager",
       "flow manager",
       "process",
       "gpii-universal 0.3.0",
       {{"flowmanager", "http://127.0.0.1:40006"}}},
  };
  topology.links = {{"client->flowmanager", false},      {"client->preferences", false},
                    {"flowmanager->preferences", false}, {"flowmanager->couchdb-lb", false},
                    {"preferences->couchdb-lb", true},   {"couchdb-lb->couchdb", false}};
  return topology;
}

// The parts that every sample shares.
Report common() {
  Report report;
  report.status = RunStatus::kCompleted;
  report.verdict = Verdict::kPass;
  report.exit_code = 0;
  report.title = "The database node in use is killed under load";
  report.scenario_file = "scenarios/gpii/couchdb-node-killed.toml";
  report.scenario_hash = "9f86d081884c7d65";
  report.started_at = "2026-11-21T09:24:00.123Z";
  report.squall_version = "0.1.0";
  report.command_line = {"squall", "run", "scenarios/gpii/couchdb-node-killed.toml"};
  report.seed = 4711;
  report.host_os = "Debian GNU/Linux 12 (bookworm)";
  report.host_cpu = "AMD EPYC 7B13";
  report.host_cores = 4;
  report.host_memory_bytes = 16'777'216'000;
  report.topology = gpii();
  report.cleanup_checked = true;
  report.generator.late_start_ms = {960, 0.061, 0.118, 0.402, 0.771, 1.04};
  report.machine.late_wakeup_ms = {520, 0.048, 0.102, 0.371, 0.64, 0.65};
  report.machine.busy_share = 0.4375;
  report.machine.stolen_share = 0.0021;
  return report;
}

PhaseReport phase(std::string name, PhaseKind kind, double start_s, double end_s,
                  std::string end_reason = "duration") {
  PhaseReport result;
  result.name = std::move(name);
  result.kind = kind;
  result.start_s = start_s;
  result.end_s = end_s;
  result.end_reason = std::move(end_reason);
  return result;
}

FaultReport node_killed() {
  FaultReport fault;
  fault.name = "kill";
  fault.kind = "kill";
  fault.target = "couchdb[0]";
  fault.phase = "node-killed";
  fault.nodes = {"couchdb[0]"};
  fault.planned_at_s = 18.4;
  fault.injected_at_s = 18.401;
  fault.healed_at_s = 23.402;
  fault.injected_detail = "pid 4711 got SIGKILL";
  fault.healed_detail = "started again as pid 4790, ready after 0.41 s";
  fault.evidence_confirmed = true;
  fault.evidence = "pid 4711 is gone; 127.0.0.1:40001 refuses connections";
  fault.impact = true;
  fault.time_to_detect_s = 0.212;
  fault.time_to_recover_s = 0;
  fault.time_to_recover_from_injection_s = 1.5;
  fault.rto_s = 1.5;
  fault.detected_by = {{"load-balancer", "nodes/database-0 is down", 0.317}};
  fault.logs = {{"balancer",
                 {"nodes/database-0: connect to 127.0.0.1:40001: Connection refused",
                  "nodes/database-0 is DOWN"},
                 {"nodes/database-0 is UP"},
                 18'300},
                {"couchdb[0]", {}, {"CouchDB has started. Time to relax."}, 0}};
  return fault;
}

GateReport gate(std::string name, std::string expr, std::string phase_name, Dimension dimension,
                double actual, std::string comparison, double limit, std::uint64_t samples) {
  GateReport result;
  result.name = std::move(name);
  result.metric = expr.substr(0, expr.find(' '));
  result.expr = std::move(expr);
  result.phase = std::move(phase_name);
  result.dimension = dimension;
  result.actual = actual;
  result.comparison = std::move(comparison);
  result.limit = limit;
  result.samples = samples;
  result.verdict = CheckVerdict::kPass;
  return result;
}

HypothesisReport ready(std::string service, std::string when, double at_s) {
  return {service + "-ready", std::move(when), "status 200, $.isReady = true", "200", at_s, true};
}

FailureExample example(std::string step, ErrorClass error, int status, double at_s,
                       std::string request, std::string body, std::string reason) {
  FailureExample result;
  result.load = "login-and-read-settings";
  result.step = std::move(step);
  result.error = error;
  result.status = status;
  result.intended = std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(at_s));
  result.request = std::move(request);
  if (status > 0) result.headers = "Content-Type: application/json\nConnection: keep-alive";
  result.body = std::move(body);
  result.reason = std::move(reason);
  return result;
}

// Node lanes from the topology's start to `end_s`, with couchdb[0] dead in between.
std::vector<NodeSpan> lanes(double end_s, double dead_from_s, double dead_to_s) {
  std::vector<NodeSpan> spans;
  spans.push_back({"couchdb[0]", NodeState::kStarting, 0, 0.62});
  spans.push_back({"couchdb[0]", NodeState::kReady, 0.62, dead_from_s});
  spans.push_back({"couchdb[0]", NodeState::kDead, dead_from_s, dead_to_s});
  if (dead_to_s < end_s) {
    spans.push_back({"couchdb[0]", NodeState::kRestarting, dead_to_s, dead_to_s + 0.41});
    spans.push_back({"couchdb[0]", NodeState::kReady, dead_to_s + 0.41, end_s});
  }
  const auto steady = [&](const char* node, double from_s, double ready_s) {
    spans.push_back({node, NodeState::kStarting, from_s, ready_s});
    spans.push_back({node, NodeState::kReady, ready_s, end_s});
  };
  steady("couchdb[1]", 0, 0.64);
  steady("couchdb[2]", 0, 0.71);
  steady("couchdb-lb", 0.71, 0.79);
  steady("preferences", 0.79, 2.3);
  steady("flowmanager", 2.3, 4.38);
  return spans;
}

ProbeReport memory_of_flowmanager() {
  ProbeReport probe;
  probe.name = "flowmanager-memory";
  probe.kind = "process";
  probe.dimension = Dimension::kBytes;
  probe.samples = 4;
  probe.met = 3;
  probe.value = ValueRange{188.0e6, 201.5e6, 219.0e6};
  probe.last = 219.0e6;
  probe.series = {{6.4, ValueRange{188e6, 188e6, 188e6}, 1},
                  {16.4, ValueRange{196e6, 196e6, 196e6}, 1},
                  {26.4, std::nullopt, 0},
                  {36.4, ValueRange{219e6, 219e6, 219e6}, 1}};
  return probe;
}

ResourceReport flowmanager_resources() {
  ResourceReport node;
  node.node = "flowmanager";
  node.samples = 3;
  node.used = {ValueRange{188e6, 200e6, 219e6}, ValueRange{0.05, 0.12, 0.31},
               ValueRange{31, 38.5, 44}, ValueRange{11, 11, 11}};
  node.series = {{6.4, {188e6, std::nullopt, 31, 11}},
                 {16.4, {193e6, 0.05, 40, 11}},
                 {26.4, {219e6, 0.31, 44, 11}}};
  return node;
}

}  // namespace

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
  report.gates[2].verdict = CheckVerdict::kWarn;
  report.gates[2].severity = Gate::Severity::kWarn;
  report.gates[2].reason = "above the limit; only a warning";
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

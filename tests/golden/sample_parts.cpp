#include "tests/golden/sample_parts.h"

#include <chrono>
#include <utility>

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

}  // namespace

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
  report.machine.others_share = 0.0135;
  return report;
}

PhaseReport phase(std::string name, PhaseKind kind, double start_s, double end_s,
                  std::string end_reason) {
  PhaseReport result;
  result.name = std::move(name);
  result.kind = kind;
  result.start_s = start_s;
  result.end_s = end_s;
  result.end_reason = std::move(end_reason);
  result.others_share = 0.0125;
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

}  // namespace squall::samples

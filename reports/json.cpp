#include "reports/json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "reports/first_evidence.h"
#include "reports/json_parts.h"
#include "reports/json_text.h"
#include "reports/reproduce.h"

namespace squall {
namespace {

namespace json = boost::json;

json::object scenario_part(const Report& report) {
  json::object scenario{
      {"title", report.title}, {"file", report.scenario_file}, {"hash", report.scenario_hash}};
  if (!report.scenario_text.empty()) scenario["text"] = report.scenario_text;
  return scenario;
}

json::object host_part(const Report& report) {
  return {{"os", report.host_os},
          {"cpu", report.host_cpu},
          {"cores", report.host_cores},
          {"memory_bytes", report.host_memory_bytes}};
}

json::value first_evidence_part(const Report& report) {
  const std::optional<Evidence> evidence = first_evidence(report);
  if (!evidence) return nullptr;
  return json::object{{"at_s", rounded(evidence->at_s, kSecondsDecimals)},
                      {"what", evidence->what}};
}

json::array examples_part(const Report& report) {
  json::array examples;
  for (const auto& [at_s, example] : report.examples) {
    examples.push_back(
        json::object{{"at_s", rounded(at_s, kSecondsDecimals)},
                     {"load", example.load},
                     {"step", example.step},
                     {"error", name(example.error)},
                     {"status", example.status},
                     {"intended_at_s", rounded(seconds(example.intended), kSecondsDecimals)},
                     {"request", example.request},
                     {"headers", example.headers},
                     {"body", example.body},
                     {"reason", example.reason}});
  }
  return examples;
}

json::object machine_part(const MachineReport& machine) {
  return {{"late_wakeup_ms", latency_part(machine.late_wakeup_ms, kLateDecimals)},
          {"busy_share", rounded(machine.busy_share, kShareDecimals)},
          {"stolen_share", rounded(machine.stolen_share, kShareDecimals)},
          {"others_share", rounded(machine.others_share, kShareDecimals)}};
}

json::array notes_part(const Report& report) {
  json::array notes;
  for (const NoteReport& note : report.notes) {
    notes.push_back(json::object{
        {"at_s", rounded(note.at_s, kSecondsDecimals)}, {"text", note.text}, {"who", note.who}});
  }
  return notes;
}

json::array warnings_part(const Report& report) {
  json::array warnings;
  for (const auto& [at_s, what] : report.warnings) {
    warnings.push_back(json::object{{"at_s", rounded(at_s, kSecondsDecimals)}, {"what", what}});
  }
  return warnings;
}

}  // namespace

std::string report_json(const Report& report) {
  json::object root;
  root["schema"] = Report::kSchema;
  root["squall_version"] = report.squall_version;
  root["status"] = name(report.status);
  root["verdict"] = name(report.verdict);
  root["exit_code"] = report.exit_code;
  root["reasons"] = strings(report.reasons);
  root["first_evidence"] = first_evidence_part(report);
  root["records_complete"] = report.records_complete;
  root["scenario"] = scenario_part(report);
  root["topology"] = topology_part(report.topology);
  root["seed"] = report.seed;
  root["host"] = host_part(report);
  root["started_at"] = report.started_at;
  root["duration_s"] = rounded(report.duration_s, kSecondsDecimals);
  root["command_line"] = strings(report.command_line);
  root["reproduce"] = reproduce_command(report);
  if (!report.variants.empty()) root["variants"] = variants_part(report.variants);
  root["phases"] = phases_part(report.phases);
  root["faults"] = faults_part(report.faults);
  root["gates"] = gates_part(report.gates);
  root["slos"] = slos_part(report.slos);
  if (report.baseline_run) root["baseline_run"] = baseline_run_part(*report.baseline_run);
  root["hypotheses"] = hypotheses_part(report.hypotheses);
  root["probes"] = probes_part(report.probes);
  root["resources"] = resources_part(report.resources);
  root["checkers"] = checkers_part(report.checkers);
  root["capacities"] = capacities_part(report.capacities);
  root["stalls"] = stalls_part(report.stalls);
  root["timeline"] = whole_timeline_part(report.timeline);
  root["nodes"] = nodes_part(report.nodes);
  root["backends"] = backends_part(report.backends);
  if (!report.breakers.empty()) root["breakers"] = breakers_part(report.breakers);
  root["examples"] = examples_part(report);
  root["warnings"] = warnings_part(report);
  if (!report.notes.empty()) root["notes"] = notes_part(report);
  root["cleanup"] = {{"checked", report.cleanup_checked}, {"residue", strings(report.residue)}};
  root["generator"] = {
      {"late_start_ms", latency_part(report.generator.late_start_ms, kLateDecimals)},
      {"dropped", report.generator.dropped}};
  root["machine"] = machine_part(report.machine);
  return json_text(root);
}

}  // namespace squall

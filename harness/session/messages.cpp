#include "harness/session/messages.h"

#include <algorithm>
#include <boost/json.hpp>

#include "harness/analysis/backends.h"
#include "harness/analysis/history.h"
#include "harness/core/json.h"
#include "reports/json_parts.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

json::value at_s(std::optional<Nanoseconds> time) {
  return time ? rounded(seconds(*time), kSecondsDecimals) : json::value(nullptr);
}

std::string_view name_of(SessionFault::State state) {
  switch (state) {
    case SessionFault::State::kInjecting:
      return "injecting";
    case SessionFault::State::kIn:
      return "in";
    case SessionFault::State::kHealing:
      return "healing";
    case SessionFault::State::kHealed:
      return "healed";
    case SessionFault::State::kFailed:
      return "failed";
  }
  return "failed";
}

json::value evidence_of(const SessionFault& fault) {
  if (!fault.evidence) return nullptr;
  return json::object{{"confirmed", fault.evidence->confirmed}, {"what", fault.evidence->what}};
}

json::array faults_list(const SessionState& state) {
  json::array faults;
  for (const SessionFault& fault : state.faults) {
    faults.push_back(json::object{{"name", fault.name},
                                  {"kind", fault.kind},
                                  {"target", fault.target},
                                  {"nodes", strings(fault.nodes)},
                                  {"state", name_of(fault.state)},
                                  {"injected_at_s", at_s(fault.injected)},
                                  {"healed_at_s", at_s(fault.healed)},
                                  {"expires_at_s", at_s(fault.expires)},
                                  {"evidence", evidence_of(fault)},
                                  {"who", fault.who}});
  }
  return faults;
}

json::array phases_list(const SessionState& state) {
  json::array phases;
  for (const SessionPhase& phase : state.phases) {
    phases.push_back(json::object{{"name", phase.name},
                                  {"kind", name(phase.kind)},
                                  {"start_s", at_s(phase.start)},
                                  {"end_s", at_s(phase.end)}});
  }
  return phases;
}

json::array gates_list(const LiveGates& gates, Nanoseconds now) {
  json::array list;
  for (const GateReport& gate : gates.judge(now)) {
    list.push_back(json::object{{"name", gate.name},
                                {"expr", gate.expr},
                                {"metric", gate.metric},
                                {"phase", gate.phase},
                                {"verdict", name(gate.verdict)},
                                {"actual", rounded(gate.actual, kBaseUnitDecimals)},
                                {"limit", rounded(gate.limit, kBaseUnitDecimals)},
                                {"unit", unit_name(gate.dimension)},
                                {"reason", gate.reason}});
  }
  return list;
}

json::object info_object(const SessionFacts& facts, const Scenario& scenario,
                         const SessionState& state, Role role) {
  json::array loads, gates;
  for (const SessionLoad& load : state.loads) {
    loads.push_back(json::object{{"name", load.name},
                                 {"workload", load.workload},
                                 {"workloads", strings(load.workloads())},
                                 {"rate_per_s", rounded(load.rate_per_s, kBaseUnitDecimals)},
                                 {"changeable", load.changeable}});
  }
  for (const Gate& gate : scenario.gates) {
    gates.push_back(json::object{{"name", gate.name}, {"expr", gate.condition.text}});
  }
  json::object info{{"name", facts.name},
                    {"title", facts.title},
                    {"run_id", state.run_id},
                    {"started_at", state.started_at},
                    {"role", role == Role::kOwner ? "owner" : "viewer"},
                    {"topology", topology_part(state.topology)},
                    {"loads", std::move(loads)},
                    {"variants", strings(facts.variants)},
                    {"client", state.client},
                    {"gates", std::move(gates)},
                    {"max_duration_s", facts.max_duration_s},
                    {"finished", state.finished}};
  if (role == Role::kOwner) info["viewer_token"] = facts.viewer_token;
  return info;
}

json::array journal_list(const SessionState& state) {
  json::array lines;
  for (const std::string& line : state.journal) {
    auto parsed = parse_json(line);
    if (parsed) lines.push_back(std::move(*parsed));
  }
  return lines;
}

json::array notes_list(const SessionState& state) {
  json::array notes;
  for (const NoteReport& note : state.notes) {
    notes.push_back(json::object{
        {"at_s", rounded(note.at_s, kSecondsDecimals)}, {"text", note.text}, {"who", note.who}});
  }
  return notes;
}

}  // namespace

std::string info_message(const SessionFacts& facts, const Scenario& scenario,
                         const SessionState& state, Role role) {
  return json::serialize(info_object(facts, scenario, state, role));
}

std::string faults_message(const SessionState& state) {
  return json::serialize(faults_list(state));
}

std::string phases_message(const SessionState& state) {
  return json::serialize(phases_list(state));
}

std::string gates_message(const LiveGates& gates, Nanoseconds now) {
  return json::serialize(gates_list(gates, now));
}

std::string windows_message(const std::vector<TimelineWindow>& windows, Nanoseconds now,
                            const LiveCounts& counts) {
  return json::serialize(json::object{{"now_s", at_s(now)},
                                      {"timeline", timeline_part(windows)},
                                      {"in_flight", counts.in_flight},
                                      {"rate_per_s", rounded(counts.rate_per_s, kSecondsDecimals)},
                                      {"breaker", counts.breaker}});
}

std::string hello_message(const SessionFacts& facts, const Scenario& scenario, SessionView& view,
                          Role role) {
  const SessionState state = view.state();
  const Nanoseconds now = view.now();
  return json::serialize(json::object{{"now_s", at_s(now)},
                                      {"info", info_object(facts, scenario, state, role)},
                                      {"timeline", timeline_part(view.timeline().windows(now))},
                                      {"nodes", nodes_part(node_spans(state.events, now))},
                                      {"backends", backends_part(backend_spans(state.events, now))},
                                      {"faults", faults_list(state)},
                                      {"phases", phases_list(state)},
                                      {"journal", journal_list(state)},
                                      {"notes", notes_list(state)},
                                      {"hypotheses", hypotheses_part(state.hypotheses)},
                                      {"gates", gates_list(view.gates(), now)}});
}

}  // namespace squall

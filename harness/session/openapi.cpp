#include "harness/session/openapi.h"

#include <array>
#include <boost/json.hpp>

namespace squall {
namespace {

namespace json = boost::json;

enum class Kind { kOpen, kLook, kAct };

struct Route {
  std::string_view path, method;
  Kind kind;
  std::string_view status, summary;
  std::string_view type = "application/json";  ///< Of the answer.
  std::string_view body = {};                  ///< JSON Schema of the request; empty: none.
};

constexpr std::string_view kFault = R"({"type": "object", "required": ["kind", "target"],
  "additionalProperties": false, "properties": {
    "kind": {"type": "string", "description": "A name of /api/kinds."},
    "target": {"type": "string", "examples": ["web[1]", "web[any]", "client->web"]},
    "options": {"type": "object", "description": "Those of the kind; values as in a scenario.",
                "examples": [{"delay": "200ms"}]},
    "for": {"type": "string", "description": "Until healing; else until it is asked for.",
            "examples": ["20s"]},
    "name": {"type": "string", "description": "Default: the kind, numbered if it is taken."}}})";
constexpr std::string_view kLoad = R"({"type": "object", "minProperties": 1,
  "additionalProperties": false, "properties": {
    "rate": {"type": "string", "examples": ["50/s", "0/s"]},
    "workload": {"type": "string", "description": "One of the load's `workloads`."}}})";
constexpr std::string_view kClient = R"({"type": "object", "examples": [{"variant": "hasty"},
  {"attempt_timeout": "1s", "retry": {"max": 2}}]})";
constexpr std::string_view kNote = R"({"type": "object", "required": ["text"],
  "additionalProperties": false, "properties": {"text": {"type": "string", "maxLength": 2000}}})";
constexpr std::string_view kPhase = R"({"type": "object", "required": ["name"],
  "additionalProperties": false, "properties": {"name": {"type": "string", "maxLength": 100},
    "kind": {"enum": ["warmup", "baseline", "fault", "recovery"]}}})";
constexpr std::string_view kErrors = R"({"type": "object", "required": ["errors"], "properties": {
  "errors": {"type": "array", "items": {"type": "object", "required": ["at", "what", "hint"],
    "properties": {"at": {"type": "string",
        "description": "The member of the request that is wrong, as options.delay, or empty."},
      "what": {"type": "string"},
      "hint": {"type": "string", "description": "What to write instead."}}}}}})";

constexpr std::string_view kJson = "application/json";
constexpr auto kRoutes = std::to_array<Route>({
    {"/", "get", Kind::kOpen, "200", "The live page; holds nothing of the run.", "text/html"},
    {"/api/openapi.json", "get", Kind::kOpen, "200", "This document."},
    {"/api/session", "get", Kind::kLook, "200", "What the session is."},
    {"/api/state", "get", Kind::kLook, "200", "How it stands: as `hello` of the stream."},
    {"/api/kinds", "get", Kind::kLook, "200", "The faults there are, with their options."},
    {"/api/stream", "get", Kind::kLook, "200",
     "Server-Sent Events: hello; windows four times a second; gates every second; journal, faults, "
     "phases and info as they change; ended. With Last-Event-ID it goes on behind that message.",
     "text/event-stream"},
    {"/api/scenario", "get", Kind::kLook, "200",
     "The session so far as a scenario that replays it; ?folder= says where it is to stand.",
     "text/plain"},
    {"/report.html", "get", Kind::kLook, "200", "The report, once the session is over.",
     "text/html"},
    {"/report.json", "get", Kind::kLook, "200", "The same as data."},
    {"/api/faults", "post", Kind::kAct, "201", "Injects a fault, 200 ms later.", kJson, kFault},
    {"/api/faults/{name}", "delete", Kind::kAct, "202", "Heals a fault."},
    {"/api/heal", "post", Kind::kAct, "202", "Heals everything, the newest fault first."},
    {"/api/loads/{name}", "post", Kind::kAct, "200",
     "Changes how often a load comes, or what it does.", kJson, kLoad},
    {"/api/client", "post", Kind::kAct, "200",
     "Changes the client policy: keys of [client], or a variant; an empty variant is [client].",
     kJson, kClient},
    {"/api/notes", "post", Kind::kAct, "201", "Marks this moment.", kJson, kNote},
    {"/api/phases", "post", Kind::kAct, "201", "Begins a phase; not while a fault is in.", kJson,
     kPhase},
    {"/api/finish", "post", Kind::kAct, "202", "Heals everything, and ends with a report."},
    {"/api/abort", "post", Kind::kAct, "202", "Ends at once: healed, and inconclusive."},
});

json::object answer_of(std::string_view description, std::string_view type,
                       const json::value& schema) {
  return {{"description", description},
          {"content", json::object{{type, json::object{{"schema", schema}}}}}};
}

json::object refusals_of(const Route& route) {
  const json::object errors{{"$ref", "#/components/schemas/Errors"}};
  json::object refusals;
  const auto add = [&](std::string_view status, std::string_view description) {
    refusals[status] = answer_of(description, kJson, errors);
  };
  add("403", "Host or Origin is another one; or a viewer would act.");
  if (route.kind == Kind::kOpen) return refusals;
  add("401", "No token, or an unknown one.");
  if (route.path.starts_with("/report")) add("409", "The session goes on.");
  if (route.kind != Kind::kAct) return refusals;
  add("400", "All that is wrong with the request.");
  add("409", "It cannot be done just now.");
  add("429", "More than 50 actions a second.");
  if (route.path.find('{') != route.path.npos) add("404", "There is no such thing.");
  return refusals;
}

json::object operation_of(const Route& route) {
  json::object responses{
      {route.status, answer_of("Done.", route.type, json::value(json::object{}))}};
  for (auto& [status, refusal] : refusals_of(route)) responses[status] = refusal;
  json::object operation{{"summary", route.summary}, {"responses", std::move(responses)}};
  if (route.kind == Kind::kOpen) operation["security"] = json::array{};
  if (!route.body.empty()) {
    const json::object schema{{"schema", json::parse(route.body)}};
    operation["requestBody"] =
        json::object{{"required", true}, {"content", json::object{{kJson, schema}}}};
  }
  if (route.path.find('{') != route.path.npos) {
    operation["parameters"] =
        json::array{json::object{{"name", "name"},
                                 {"in", "path"},
                                 {"required", true},
                                 {"schema", json::object{{"type", "string"}}}}};
  }
  return operation;
}

}  // namespace

std::string openapi_document() {
  json::object paths;
  for (const Route& route : kRoutes) {
    paths[route.path] = json::object{{route.method, operation_of(route)}};
  }
  const json::object info{
      {"title", "Squall session"},
      {"version", "1"},
      {"description",
       "The control API of `squall session`, on 127.0.0.1 alone. The token stands behind the # of "
       "the address that was printed, and in control.json of the run directory. X-Squall-Who, a "
       "word, says in the journal what asked."}};
  const json::object token{{"type", "http"}, {"scheme", "bearer"}};
  return json::serialize(json::object{
      {"openapi", "3.1.0"},
      {"info", info},
      {"security", json::array{json::object{{"token", json::array{}}}}},
      {"paths", std::move(paths)},
      {"components", json::object{{"securitySchemes", json::object{{"token", token}}},
                                  {"schemas", json::object{{"Errors", json::parse(kErrors)}}}}}});
}

}  // namespace squall

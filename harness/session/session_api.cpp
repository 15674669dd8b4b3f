#include "harness/session/session_api.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/file.h"
#include "harness/scenario/session_scenario.h"
#include "harness/session/openapi.h"
#include "harness/session/read_request.h"
#include "reports/filled_page.h"

namespace squall {
namespace {

ApiReply reply_of(ActionAnswer answer) {
  ApiReply reply;
  reply.status = answer.status;
  reply.body = std::move(answer.body);
  return reply;
}

ApiReply document(std::string body, std::string type = "application/json") {
  ApiReply reply;
  reply.type = std::move(type);
  reply.body = std::move(body);
  return reply;
}

ActionAnswer too_often(std::string_view what, double per_s) {
  return refusal(429, "", fmt::format("more than {} {} a second", static_cast<int>(per_s), what),
                 "wait a second");
}

// A word that says what asked: it stands in the journal.
std::string who_of(const std::string& given) {
  const bool word =
      !given.empty() && given.size() <= 32 && std::all_of(given.begin(), given.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      });
  return word ? given : "page";
}

constexpr std::string_view kHtml = "text/html; charset=utf-8";

}  // namespace

SessionApi::SessionApi(SessionApiParts parts, std::uint16_t port, const std::string& owner_token,
                       const std::string& viewer_token)
    : parts_(std::move(parts)), guard_(port, owner_token, viewer_token) {}

void SessionApi::answer(const ApiRequest& request, std::function<void(ApiReply)> reply) {
  const Credentials credentials{request.host, request.origin, request.authorization};
  if (auto refused = guard_.wrong_place(credentials)) return reply(reply_of(*refused));
  const std::string path = request.target.substr(0, request.target.find('?'));
  if (request.method == "GET" && path == "/") {
    return reply(document(filled_page(kSessionPage, "{}"), std::string(kHtml)));
  }
  if (request.method == "GET" && path == "/api/openapi.json") {
    return reply(document(openapi_document()));
  }
  const auto role = guard_.role_of(credentials);
  if (!role) return reply(reply_of(role.error()));
  if (request.method == "GET" && !is_action_path(path)) {
    if (!looks_.take(steady_now())) return reply(reply_of(too_often("questions", kLooksPerS)));
    return reply(get(request.target, *role));
  }

  auto action = read_action(request.method, path, request.body);
  if (*role != Role::kOwner) {
    return reply(reply_of(refusal(403, "", "this link can only look",
                                  "who began the session has the link that can act")));
  }
  if (!actions_.take(steady_now())) {
    return reply(reply_of(too_often("actions", kActionsPerS)));
  }
  if (!action) return reply(reply_of(action.error()));
  parts_.queue.push(
      {*std::move(action), who_of(request.who),
       [reply = std::move(reply)](ActionAnswer done) { reply(reply_of(std::move(done))); }});
}

ApiReply SessionApi::get(const std::string& target, Role role) const {
  const std::string path = target.substr(0, target.find('?'));
  if (path == "/api/session") {
    return document(info_message(parts_.facts, parts_.loaded.scenario, parts_.view.state(), role));
  }
  if (path == "/api/state") {
    return document(hello_message(parts_.facts, parts_.loaded.scenario, parts_.view, role));
  }
  if (path == "/api/kinds") return document(kinds_message(parts_.kinds));
  if (path == "/api/scenario") return document(scenario_text(target), "text/plain; charset=utf-8");
  if (path == "/report.html") return report("report.html", std::string(kHtml));
  if (path == "/report.json") return report("report.json", "application/json");
  if (path == "/api/stream") {
    ApiReply stream;
    stream.stream = role;
    return stream;
  }
  return reply_of(refusal(404, "", fmt::format("there is no {}", path.substr(0, 100)),
                          "GET /api/openapi.json says what there is"));
}

ApiReply SessionApi::report(const std::string& file, const std::string& type) const {
  if (!reported_) {
    return reply_of(refusal(409, "", "there is no report yet", "POST /api/finish makes it"));
  }
  auto text = read_file(parts_.run_dir / file);
  if (!text) return reply_of(refusal(500, "", "the report cannot be read"));
  ApiReply reply = document(*std::move(text), type);
  reply.report = file == "report.html";
  return reply;
}

// For the folder that is named; else with the whole path of its topology.
std::string SessionApi::scenario_text(const std::string& target) const {
  constexpr std::string_view kFolder = "?folder=";
  const std::size_t query = target.find('?');
  const bool named = query != target.npos && target.compare(query, kFolder.size(), kFolder) == 0;
  const std::string folder =
      named ? percent_decode(target.substr(query + kFolder.size())).value_or("/nowhere")
            : "/nowhere";
  SessionState state = parts_.view.state();
  // So far: the phase that goes on lasts until now.
  if (!state.phases.empty() && !state.phases.back().end) {
    state.events.push_back({parts_.view.now(), PhaseEnded{state.phases.back().name, "", true}});
  }
  return session_file(parts_.loaded, state.events, folder);
}

void SessionApi::reports_are_there() { reported_ = true; }

}  // namespace squall

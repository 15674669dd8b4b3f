#include "harness/cli/ctl_client.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "harness/cli/exit_code.h"
#include "harness/core/text.h"
#include "harness/scenario/document.h"

namespace squall {
namespace {

namespace json = boost::json;

json::value json_of(const TomlNode& node) {
  if (const auto* flag = std::get_if<bool>(&node.data)) return *flag;
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) return *integer;
  if (const auto* number = std::get_if<double>(&node.data)) return *number;
  if (const auto* items = node.array()) {
    json::array list;
    for (const TomlNode& item : *items) list.push_back(json_of(item));
    return list;
  }
  if (const auto* entries = node.table()) {
    json::object object;
    for (const TomlEntry& entry : *entries) object[entry.key] = json_of(entry.value);
    return object;
  }
  return json::value(node.text() == nullptr ? std::string_view() : *node.text());
}

// As --set takes it: TOML where it is some, else the bare text.
json::value value_of(const std::string& text) {
  const auto parsed = parse_toml("value = " + text, "");
  const TomlNode* value = parsed ? parsed->find("value") : nullptr;
  return value == nullptr || std::holds_alternative<DateOrTime>(value->data) ? json::value(text)
                                                                             : json_of(*value);
}

std::string member(const json::value& of, std::string_view name) {
  const json::object* object = of.if_object();
  const json::value* value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace

Result<CtlClient> CtlClient::find(const std::string& run_dir) {
  auto session = run_dir.empty() ? find_session("squall-runs") : read_control_file(run_dir);
  if (!session) return tl::unexpected(session.error());
  return CtlClient(std::move(*session));
}

Result<HttpResponse> CtlClient::ask(const std::string& method, const std::string& path,
                                    const json::value& body) {
  HttpRequest request;
  request.method = method;
  request.url = session_.address + path;
  request.headers = {{"Authorization", "Bearer " + session_.token}, {"X-Squall-Who", "ctl"}};
  if (!body.is_null()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = json::serialize(body);
  }
  auto answer = client_.send(request);
  if (!answer) {
    return fail(fmt::format("the session in {} does not answer: {}", session_.run_dir.string(),
                            answer.error().message));
  }
  return std::move(*answer);
}

int print_refusal(const GlobalOptions& global, const HttpResponse& response) {
  json::error_code error;
  const json::value document = json::parse(response.body, error);
  const json::object* object = error ? nullptr : document.if_object();
  const json::value* errors = object == nullptr ? nullptr : object->if_contains("errors");
  if (errors == nullptr || !errors->is_array()) {
    print_error(global, fmt::format("the session answered {}", response.status));
    return exit_code::kInternal;
  }
  for (const json::value& each : errors->get_array()) {
    const std::string at = member(each, "at");
    print_error(global, (at.empty() ? "" : at + ": ") + member(each, "what"));
    const std::string hint = member(each, "hint");
    if (!hint.empty()) fmt::print(stderr, "    {}\n", hint);
  }
  const bool mistake = response.status == 400 || response.status == 404;
  return mistake ? exit_code::kUsage : exit_code::kFailed;
}

Result<json::object> members_of(const std::vector<std::string>& arguments) {
  json::object members;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    if (equals == argument.npos || equals == 0) {
      return fail(fmt::format("'{}' is no option; write NAME=VALUE", argument));
    }
    json::object* object = &members;
    const std::vector<std::string> path = split(argument.substr(0, equals), '.');
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      json::value& inner = (*object)[path[i]];
      if (!inner.is_object()) inner = json::object{};
      object = &inner.get_object();
    }
    (*object)[path.back()] = value_of(argument.substr(equals + 1));
  }
  return members;
}

}  // namespace squall

#include "harness/proxy/answer_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace squall {
namespace {

// RFC 9110, 15, and 6585: what clients show to people, so the usual ones.
constexpr auto kReasons = std::to_array<std::pair<int, std::string_view>>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
});

bool never_has_body(int status) { return status == 204 || status == 304; }

}  // namespace

std::string status_line(int status) {
  const auto* const known = std::find_if(kReasons.begin(), kReasons.end(),
                                         [&](const auto& pair) { return pair.first == status; });
  return fmt::format("HTTP/1.1 {} {}", status,
                     known == kReasons.end() ? std::string_view("Status") : known->second);
}

AnswerChange made_up_answer(int status, std::string_view fields, std::string body,
                            const ServerHead& instead_of) {
  AnswerChange change;
  const bool bare = never_has_body(status);
  change.head = fmt::format("{}\r\n{}{}{}\r\n", status_line(status), fields,
                            bare ? "" : fmt::format("Content-Length: {}\r\n", body.size()),
                            instead_of.keep_alive ? "" : "Connection: close\r\n");
  change.body = bare || instead_of.to_head ? std::string() : std::move(body);
  return change;
}

AnswerChange with_body(const ServerHead& head, std::string body, std::string_view type,
                       bool keeps_encoding) {
  std::vector<std::string_view> replaced{"content-length", "transfer-encoding", "trailer"};
  std::string added = fmt::format("Content-Length: {}\r\n", body.size());
  if (!type.empty()) {
    replaced.push_back("content-type");
    added += fmt::format("Content-Type: {}\r\n", type);
  }
  if (!keeps_encoding) replaced.push_back("content-encoding");
  if (!head.keep_alive) {
    replaced.push_back("connection");
    added += "Connection: close\r\n";
  }
  AnswerChange change;
  change.head = rewritten_head(head, replaced, added);
  change.body = std::move(body);
  return change;
}

std::string rewritten_head(const ServerHead& head, std::span<const std::string_view> names,
                           std::string_view added) {
  std::string text(head.text.substr(0, head.text.find("\r\n") + 2));
  for (const HeaderField& field : head.headers) {
    const bool dropped = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
      return equal_names(name, field.name);
    });
    if (!dropped) text += fmt::format("{}: {}\r\n", field.name, field.value);
  }
  text += added;
  text += "\r\n";
  return text;
}

}  // namespace squall

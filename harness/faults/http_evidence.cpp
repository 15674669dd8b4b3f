#include "harness/faults/http_evidence.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include "harness/core/duration.h"
#include "harness/faults/knock.h"
#include "harness/http/parser.h"
#include "probes/tcp.h"

namespace squall {
namespace {

constexpr Nanoseconds kAskTimeout = std::chrono::milliseconds(200);  // To connect.
constexpr std::size_t kKeptBody = std::size_t{64} << 10;

std::optional<FaultProof> compare_status(const FaultSpec& spec, const Asked& direct,
                                         const Asked& seen) {
  const auto status = spec.options.get_or<std::int64_t>("status", 0);
  if (direct.status == status) return std::nullopt;
  return FaultProof{seen.status == status,
                    fmt::format("a request was answered {}, and {} without the proxy", seen.status,
                                direct.status)};
}

std::optional<FaultProof> compare_delay(const FaultSpec& spec, const Asked& direct,
                                        const Asked& seen) {
  const auto delay = spec.options.get_or<Nanoseconds>("delay", {});
  return FaultProof{seen.answer - direct.answer >= delay * 8 / 10,
                    fmt::format("a request took {}, and {} without the proxy",
                                human_duration(seen.answer), human_duration(direct.answer))};
}

std::optional<FaultProof> compare_body(const FaultSpec& spec, const Asked& direct,
                                       const Asked& seen) {
  if (!direct.whole || direct.body.empty()) return std::nullopt;
  const bool truncates = spec.options.get_or<std::string>("how", "") == "truncate";
  const bool changed = truncates ? !seen.whole : seen.whole && seen.body != direct.body;
  return FaultProof{
      changed, fmt::format("an answer had {} bytes{}, and {} without the proxy", seen.body.size(),
                           seen.whole ? "" : " and no end", direct.body.size())};
}

std::optional<FaultProof> compare_header(const FaultSpec& spec, const Asked& direct,
                                         const Asked& seen) {
  const auto name = spec.options.get_or<std::string>("header", "");
  const auto wanted = spec.options.get<std::string>("value");
  const std::string* const before = direct.header(name);
  const std::string* const after = seen.header(name);
  const bool same = wanted ? before != nullptr && *before == *wanted : before == nullptr;
  if (same) return std::nullopt;
  const auto text = [](const std::string* value) {
    return value == nullptr ? std::string("absent") : fmt::format("'{}'", *value);
  };
  const bool changed = wanted ? after != nullptr && *after == *wanted : after == nullptr;
  return FaultProof{
      changed, fmt::format("{} was {}, and {} without the proxy", name, text(after), text(before))};
}

}  // namespace

const std::string* Asked::header(std::string_view name) const {
  for (const auto& [own, value] : headers) {
    if (equal_names(own, name)) return &value;
  }
  return nullptr;
}

Asked ask(const std::string& host_port, std::string_view method, const std::string& target,
          Nanoseconds patience, const std::stop_token& stop) {
  const SteadyTime start = steady_now();
  Asked asked;
  const auto socket = tcp_probe::connect_to(host_port, kAskTimeout, stop);
  if (!socket) return asked;
  const std::string request = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                                          method, target, host_port);
  ::send(socket->get(), request.data(), request.size(), MSG_NOSIGNAL);
  ResponseParser parser;
  parser.begin(method == "HEAD", kKeptBody);
  auto progress = ResponseParser::Progress::kMore;
  std::array<char, 4096> buffer{};
  while (progress == ResponseParser::Progress::kMore &&
         readable_until(socket->get(), start + patience, stop)) {
    const ssize_t got = ::recv(socket->get(), buffer.data(), buffer.size(), 0);
    if (got > 0 && !parser.started()) asked.answer = steady_now() - start;
    std::string_view data(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    if (got > 0) progress = parser.feed(data);
    if (got == 0) progress = parser.end_of_stream();
    if (got <= 0) break;
  }
  asked.status = parser.status();
  for (const HeaderField& field : parser.headers())
    asked.headers.emplace_back(field.name, field.value);
  asked.body = parser.body();
  asked.whole = progress == ResponseParser::Progress::kDone;
  return asked;
}

void keep_quickest(std::optional<Asked>& kept, Asked asked) {
  const auto quicker = [&] {
    return asked.status != 0 && (kept->status == 0 || asked.answer < kept->answer);
  };
  if (!kept || quicker()) kept = std::move(asked);
}

std::optional<FaultProof> compare_answers(const FaultSpec& spec, const Asked& direct,
                                          const Asked& seen) {
  if (direct.status == 0) return std::nullopt;
  if (seen.status == 0) return FaultProof{false, "a request got no answer"};
  if (spec.kind == "http_status") return compare_status(spec, direct, seen);
  if (spec.kind == "http_delay") return compare_delay(spec, direct, seen);
  if (spec.kind == "http_body") return compare_body(spec, direct, seen);
  return compare_header(spec, direct, seen);
}

}  // namespace squall

#include "harness/proxy/toxics/http_header.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/http/field.h"
#include "harness/proxy/http_toxic.h"

namespace squall::http_header {
namespace {

// Whoever changes these breaks the connection, not the answer.
constexpr std::array<std::string_view, 4> kFraming{"content-length", "transfer-encoding",
                                                   "connection", "upgrade"};

}  // namespace

std::optional<OptionMistake> mistake(const Options& options) {
  const auto name = options.get_or<std::string>("header", "");
  if (!is_token(name)) {
    return OptionMistake{"header", fmt::format("'{}' is no name of a header", name),
                         "write header = \"Cache-Control\""};
  }
  const bool framing = std::any_of(kFraming.begin(), kFraming.end(), [&](std::string_view known) {
    return equal_names(known, name);
  });
  if (framing) {
    return OptionMistake{"header", fmt::format("{} says where answers end", name),
                         "http_body breaks answers off, reset_peer and limit_data connections"};
  }
  if (count_controls(options.get_or<std::string>("value", "")) > 0) {
    return OptionMistake{
        "value", "the value of a header is one line, without control characters", {}};
  }
  return std::nullopt;
}

ExchangeToxicMaker compile(const Options& options) {
  const auto name = options.get_or<std::string>("header", "");
  const auto value = options.get<std::string>("value");
  return http_toxic(options, [=](const ServerHead& head, Random&) {
    AnswerChange change;
    const auto is_it = [&](const HeaderField& field) { return equal_names(field.name, name); };
    if (!value && std::none_of(head.headers.begin(), head.headers.end(), is_it)) return change;
    const std::array<std::string_view, 1> names{name};
    change.head = rewritten_head(head, names,
                                 value ? fmt::format("{}: {}\r\n", name, *value) : std::string());
    return change;
  });
}

}  // namespace squall::http_header

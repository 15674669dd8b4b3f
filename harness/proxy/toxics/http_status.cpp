#include "harness/proxy/toxics/http_status.h"

#include <fmt/format.h>

#include "harness/core/duration.h"
#include "harness/http/field.h"
#include "harness/proxy/http_toxic.h"

namespace squall::http_status {

std::optional<OptionMistake> mistake(const Options& options) {
  const auto status = options.get_or<std::int64_t>("status", 0);
  const auto pause = options.get_or<Nanoseconds>("retry_after", {});
  const std::string type = options.get_or<std::string>("content_type", "text/plain");
  if (pause % std::chrono::seconds(1) != Nanoseconds{}) {
    return OptionMistake{
        "retry_after",
        fmt::format("a Retry-After counts whole seconds, and this is {}", format_duration(pause)),
        "write retry_after = \"1s\", or 0s"};
  }
  if ((status == 204 || status == 304) && options.find("body") != nullptr) {
    return OptionMistake{"body", fmt::format("an answer with status {} has no body", status),
                         "leave it out, or write another status"};
  }
  if (type.empty() || count_controls(type) > 0) {
    return OptionMistake{"content_type", fmt::format("'{}' is no media type", type),
                         "write content_type = \"application/json\""};
  }
  return std::nullopt;
}

ExchangeToxicMaker compile(const Options& options) {
  const int status = static_cast<int>(options.get_or<std::int64_t>("status", 503));
  const auto body = options.get<std::string>("body");
  std::string fields;
  if (const auto pause = options.get<Nanoseconds>("retry_after")) {
    fields += fmt::format("Retry-After: {}\r\n", *pause / std::chrono::seconds(1));
  }
  if (body) {
    fields += fmt::format("Content-Type: {}\r\n",
                          options.get_or<std::string>("content_type", "text/plain"));
  }
  return http_toxic(options, [=](const ServerHead& head, Random&) {
    return made_up_answer(status, fields, body.value_or(""), head);
  });
}

}  // namespace squall::http_status

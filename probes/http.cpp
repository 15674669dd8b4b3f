#include "probes/http.h"

#include <fmt/format.h>

#include "harness/http/client.h"
#include "harness/http/expect.h"

namespace squall::http_probe {
namespace {

constexpr std::size_t kLongestBody_bytes = std::size_t{1} << 20;

Result<HttpRequest> request_of(const ProbeSpec& spec, const Template::Lookup& lookup) {
  HttpRequest request;
  request.method = spec.options.get_or<std::string>("method", "GET");
  request.timeout = spec.timeout;
  request.connect_timeout = spec.timeout;
  request.max_body_bytes = kLongestBody_bytes;
  const auto render = [&](const std::string& text) { return Template(text).render(lookup); };
  const auto url = render(spec.options.get_or<std::string>("url", {}));
  if (!url) return tl::unexpected(url.error());
  request.url = *url;
  const auto body = render(spec.options.get_or<std::string>("body", {}));
  if (!body) return tl::unexpected(body.error());
  request.body = *body;
  for (const auto& [name, value] : spec.options.get_or<ValueTable>("headers", {})) {
    const auto* const text = std::get_if<std::string>(&value.data);
    const auto header = render(text == nullptr ? std::string() : *text);
    if (!header) return tl::unexpected(header.error());
    request.headers.emplace_back(name, *header);
  }
  return request;
}

}  // namespace

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop) {
  const auto request = request_of(spec, lookup);
  if (!request) return {false, request.error().message, {}};
  const SteadyTime start = steady_now();
  // A connection of its own: one that was kept could be of a process that is gone.
  const auto response = HttpClient().send(*request, std::move(stop));
  const Nanoseconds took = steady_now() - start;
  if (!response) {
    const bool stopped = response.error().error == ErrorClass::kNone;
    return {false, stopped ? "stopped" : std::string(name(response.error().error)), took};
  }
  const auto reason = mismatch(spec.expect, *response, lookup);
  const std::string status = std::to_string(response->status);
  const bool says_more = reason && !reason->starts_with("status ");
  return {!reason, says_more ? fmt::format("{}, {}", status, *reason) : status, took};
}

}  // namespace squall::http_probe

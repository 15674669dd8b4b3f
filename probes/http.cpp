#include "probes/http.h"

#include <fmt/format.h>

#include "harness/http/client.h"
#include "harness/http/expect.h"
#include "harness/model/rendered_option.h"

namespace squall::http_probe {
namespace {

constexpr std::size_t kLongestBody_bytes = std::size_t{1} << 20;

Result<HttpRequest> request_of(const ProbeSpec& spec, const Template::Lookup& lookup) {
  HttpRequest request;
  request.method = spec.options.get_or<std::string>("method", "GET");
  request.timeout = spec.timeout;
  request.connect_timeout = spec.timeout;
  request.max_body_bytes = kLongestBody_bytes;
  const auto url = rendered(spec.options, "url", lookup);
  if (!url) return tl::unexpected(url.error());
  request.url = *url;
  const auto body = rendered(spec.options, "body", lookup);
  if (!body) return tl::unexpected(body.error());
  request.body = *body;
  auto headers = rendered_map(spec.options, "headers", lookup);
  if (!headers) return tl::unexpected(headers.error());
  request.headers = std::move(*headers);
  return request;
}

}  // namespace

Dimension dimension(const Options& options) {
  return options.get<std::string>("value_from") ? dimension_of_unit(options) : Dimension::kTime;
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory&) {
  const auto request = request_of(spec, lookup);
  if (!request) return {false, request.error().message, {}};
  const SteadyTime start = steady_now();
  // A connection of its own: one that was kept could be of a process that is gone.
  const auto response = HttpClient(spec.allowed).send(*request, std::move(stop));
  const Nanoseconds took = steady_now() - start;
  if (!response) {
    return {false, what_happened(response.error()), took};
  }
  ProbeSample taken{false, std::to_string(response->status), took, seconds(took)};
  auto reason = mismatch(spec.expect, *response, lookup);
  if (const auto where = spec.options.get<std::string>("value_from")) {
    const auto number = number_in(response->body, *where);
    taken.value = number ? std::optional(*number) : std::nullopt;
    if (!number && !reason) reason = number.error().message;
  }
  const bool says_more = reason && !reason->starts_with("status ");
  if (says_more) taken.actual += ", " + *reason;
  taken.met = !reason;
  return taken;
}

}  // namespace squall::http_probe

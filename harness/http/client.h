// A blocking HTTP client for probes and set-up calls. (Load goes through harness/load.)
//
// It speaks for the harness, not for the clients under test: no proxies from the environment, no
// redirects, no cookies, and its answers are capped.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "harness/core/allowed_hosts.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"

namespace squall {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;  ///< In their order.

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http or https; may hold "user:password@".
  HttpHeaders headers;
  std::string body;
  Nanoseconds timeout = std::chrono::seconds(10);  ///< Of the whole exchange.
  Nanoseconds connect_timeout = std::chrono::seconds(2);
  std::size_t max_body_bytes = std::size_t{16} << 20;  ///< A longer answer is a failure.
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;
};

/// Why there is no answer. A stop request is no error of the target: it has `error` kNone.
struct HttpFailure {
  ErrorClass error = ErrorClass::kNone;
  std::string message;       ///< One sentence without a full stop, for a person.
  bool not_allowed = false;  ///< It was not dialled: see AllowedHosts.
};

/// The same for the reports of probes: the class of the error, or "stopped"; or why it was not
/// dialled.
std::string what_happened(const HttpFailure& failure);

/// Keeps connections alive between calls. One thread at a time. Opens none to hosts that are not
/// allowed.
class HttpClient {
 public:
  explicit HttpClient(AllowedHosts allowed = {});
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// Sends the request and waits for all of the answer, whatever its status. Returns within
  /// milliseconds of a stop request.
  tl::expected<HttpResponse, HttpFailure> send(const HttpRequest& request,
                                               std::stop_token stop = {});

 private:
  struct Handles;
  AllowedHosts allowed_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace squall

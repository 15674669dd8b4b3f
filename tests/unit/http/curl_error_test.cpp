#include "harness/http/curl_error.h"

#include <curl/curl.h>

#include <catch2/catch.hpp>
#include <cerrno>

namespace squall {

TEST_CASE("libcurl's codes are the project's error classes", "[client]") {
  enum Stage { kUnsent, kSent, kAnswered };
  struct Case {
    CURLcode code;
    Stage stage;
    ErrorClass error;
  };
  const std::vector<Case> cases{
      {CURLE_COULDNT_RESOLVE_HOST, kUnsent, ErrorClass::kDns},
      {CURLE_COULDNT_RESOLVE_PROXY, kUnsent, ErrorClass::kDns},
      {CURLE_COULDNT_CONNECT, kUnsent, ErrorClass::kConnectRefused},
      {CURLE_OPERATION_TIMEDOUT, kUnsent, ErrorClass::kConnectTimeout},
      {CURLE_OPERATION_TIMEDOUT, kSent, ErrorClass::kAttemptTimeout},
      {CURLE_GOT_NOTHING, kSent, ErrorClass::kReset},
      {CURLE_GOT_NOTHING, kAnswered, ErrorClass::kReset},
      {CURLE_RECV_ERROR, kUnsent, ErrorClass::kReset},
      {CURLE_RECV_ERROR, kSent, ErrorClass::kReset},
      {CURLE_RECV_ERROR, kAnswered, ErrorClass::kShortRead},
      {CURLE_SEND_ERROR, kSent, ErrorClass::kReset},
      {CURLE_HTTP2_STREAM, kSent, ErrorClass::kReset},
      {CURLE_PARTIAL_FILE, kAnswered, ErrorClass::kShortRead},
      {CURLE_SSL_CONNECT_ERROR, kUnsent, ErrorClass::kTls},
      {CURLE_PEER_FAILED_VERIFICATION, kUnsent, ErrorClass::kTls},
      {CURLE_SSL_CERTPROBLEM, kUnsent, ErrorClass::kTls},
      {CURLE_SSL_CACERT_BADFILE, kUnsent, ErrorClass::kTls},
      {CURLE_PROXY, kUnsent, ErrorClass::kConnectRefused},
      {CURLE_UNSUPPORTED_PROTOCOL, kAnswered, ErrorClass::kProtocol},
      {CURLE_WEIRD_SERVER_REPLY, kAnswered, ErrorClass::kProtocol},
      {CURLE_TOO_MANY_REDIRECTS, kAnswered, ErrorClass::kProtocol},
      {CURLE_HTTP2, kSent, ErrorClass::kProtocol},
      {CURLE_OUT_OF_MEMORY, kUnsent, ErrorClass::kProtocol},
  };
  for (const Case& c : cases) {
    CAPTURE(c.code, c.stage);
    CHECK(error_class({.code = c.code, .sent = c.stage >= kSent, .answered = c.stage == kAnswered}) ==
          c.error);
  }
}

TEST_CASE("where libcurl's code says too little, other facts decide", "[client]") {
  CHECK(error_class({.code = CURLE_COULDNT_CONNECT, .system_error = ETIMEDOUT}) ==
        ErrorClass::kConnectTimeout);
  CHECK(error_class({.code = CURLE_COULDNT_CONNECT, .system_error = ECONNREFUSED}) ==
        ErrorClass::kConnectRefused);
  CHECK(error_class({.code = CURLE_RECV_ERROR, .tunnel_status = 503}) ==
        ErrorClass::kConnectRefused);
  const char* alert =
      "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0";
  CHECK(error_class({.code = CURLE_RECV_ERROR, .sent = true, .message = alert}) ==
        ErrorClass::kTls);
}

}  // namespace squall

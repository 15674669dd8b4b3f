#include "harness/http/curl_error.h"

#include <curl/curl.h>

#include <array>
#include <cerrno>

namespace squall {
namespace {

// A code's class before any byte of the request was sent, after that, and within the answer.
struct Row {
  CURLcode code;
  ErrorClass unsent, sent, answered;
};

using E = ErrorClass;
constexpr std::array kRows{
    Row{CURLE_COULDNT_RESOLVE_PROXY, E::kDns, E::kDns, E::kDns},
    Row{CURLE_COULDNT_RESOLVE_HOST, E::kDns, E::kDns, E::kDns},
    Row{CURLE_COULDNT_CONNECT, E::kConnectRefused, E::kConnectRefused, E::kConnectRefused},
    Row{CURLE_PROXY, E::kConnectRefused, E::kProtocol, E::kProtocol},
    Row{CURLE_OPERATION_TIMEDOUT, E::kConnectTimeout, E::kAttemptTimeout, E::kAttemptTimeout},
    Row{CURLE_GOT_NOTHING, E::kReset, E::kReset, E::kReset},  // Not even a whole line.
    Row{CURLE_SEND_ERROR, E::kReset, E::kReset, E::kShortRead},
    Row{CURLE_RECV_ERROR, E::kReset, E::kReset, E::kShortRead},
    Row{CURLE_HTTP2_STREAM, E::kReset, E::kReset, E::kShortRead},
    Row{CURLE_PARTIAL_FILE, E::kShortRead, E::kShortRead, E::kShortRead},
    Row{CURLE_SSL_CONNECT_ERROR, E::kTls, E::kTls, E::kTls},
    Row{CURLE_PEER_FAILED_VERIFICATION, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_ENGINE_NOTFOUND, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_ENGINE_SETFAILED, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_ENGINE_INITFAILED, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_CERTPROBLEM, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_CIPHER, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_CACERT_BADFILE, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_CRL_BADFILE, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_ISSUER_ERROR, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_PINNEDPUBKEYNOTMATCH, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_INVALIDCERTSTATUS, E::kTls, E::kTls, E::kTls},
    Row{CURLE_SSL_CLIENTCERT, E::kTls, E::kTls, E::kTls},
    Row{CURLE_USE_SSL_FAILED, E::kTls, E::kTls, E::kTls},
};

bool is_broken_off(int code) { return code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR; }

// With TLS 1.3 a server refuses the client's certificate only after the client has sent its
// request; libcurl has no code for that.
bool is_tls_alert(std::string_view message) {
  return message.find("SSL routines") != message.npos && message.find("alert") != message.npos;
}

}  // namespace

ErrorClass error_class(const CurlFailure& failure) {
  constexpr int kRefused = 300;
  if (failure.code == CURLE_COULDNT_CONNECT && failure.system_error == ETIMEDOUT) {
    return ErrorClass::kConnectTimeout;
  }
  if (is_broken_off(failure.code) && is_tls_alert(failure.message)) return ErrorClass::kTls;
  if (is_broken_off(failure.code) && !failure.sent && failure.tunnel_status >= kRefused) {
    return ErrorClass::kConnectRefused;
  }
  for (const Row& row : kRows) {
    if (row.code != failure.code) continue;
    if (failure.answered) return row.answered;
    return failure.sent ? row.sent : row.unsent;
  }
  return ErrorClass::kProtocol;
}

}  // namespace squall

// One HTTP exchange at a time through libcurl, without blocking: what real clients use and the
// fast engine does not, such as TLS, HTTP/2, redirects and proxies.
//
// A transfer is reused for request after request; connections belong to the TransferLoop that
// carries it. It sends what it is given and adds no header of libcurl's own but Host and
// Content-Length. It has no timeouts: whoever waits ends it. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/allowed_hosts.h"
#include "harness/http/answer.h"
#include "harness/model/attempt.h"
#include "harness/model/client_policy.h"

struct Curl_URL;    // libcurl's
struct curl_slist;  // The same.

namespace squall {

class TransferLoop;

/// What is the same for all requests of a client.
struct TransferOptions {
  bool http2 = false;             ///< Over TLS if the server agrees; without TLS always.
  bool follow_redirects = false;  ///< At most 10.
  std::string proxy;              ///< "http://127.0.0.1:3128"; empty: none.
  AllowedHosts allowed;           ///< Also by redirects, and through the proxy.
  std::string ca;                 ///< File of the trusted authorities; empty: the system's.
  std::string cert, key;          ///< Files of the client's certificate; empty: none.
  bool verify = true;             ///< The server's certificate and its host name.
  HttpPolicy::Tls least_tls = HttpPolicy::Tls::k1_2;
};

class Transfer {
 public:
  explicit Transfer(const TransferOptions& options);
  virtual ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Whether this libcurl speaks HTTP/2 without TLS: before 8.0 the second request on a connection
  /// fails ("Error in the HTTP2 framing layer", curl issue 10634).
  static bool plain_http2_works();

  struct Request {
    std::string_view origin;     ///< "https://127.0.0.1:8443"
    std::string_view bytes;      ///< As HTTP/1.1: head and body. They stay until the transfer ends.
    bool constant = false;       ///< The same bytes at this place are the same request.
    std::size_t keep_bytes = 0;  ///< How much of the answer's body to keep.
  };

  /// What to send next; then TransferLoop::begin.
  void prepare(const Request& request);

  // What has come of the answer; views that live until the next prepare().
  int status() const { return status_; }
  std::string_view head() const { return head_; }  ///< As it came; after redirects, the last.
  std::span<const HeaderField> headers();
  std::string_view body() const { return body_; }  ///< The part that is kept.
  std::uint64_t body_bytes() const { return body_bytes_; }

  /// Why it was not dialled, where that is why it failed; see AllowedHosts.
  const std::string& refusal() const { return refusal_; }

 protected:
  // Called from within libcurl: no transfer may begin or end meanwhile.
  virtual void on_opening() = 0;  ///< A connection; each time, if the host has several addresses.
  virtual void on_sending() = 0;  ///< The first byte of the request is about to go out.
  virtual void on_first_byte() = 0;

  // At last one of these, from the loop.
  virtual void on_done() = 0;
  virtual void on_failed(ErrorClass error, std::string_view reason) = 0;

 private:
  friend class TransferLoop;
  struct Callbacks;
  struct EasyDeleter {
    void operator()(void* easy) const;
  };
  struct UrlDeleter {
    void operator()(Curl_URL* url) const;
  };

  void set_constants(const TransferOptions& options);
  void take_apart(const Request& request, std::string_view& method, std::string_view& body);
  void add_line(std::string_view line);
  void set_target(const Request& request);
  void set_method(std::string_view method, std::string_view body);
  HostPort goes_to() const;
  bool may_open(const sockaddr& address);
  bool may_send();  ///< Through the proxy.
  bool take_verdict(bool allowed, const HostPort& place);
  void take_header(std::string_view line);
  void end(int code);

  const bool http2_;
  const bool direct_;  ///< Requests go to their origins, and nowhere else.
  const AllowedHosts allowed_;
  const std::optional<HostPort> proxy_;
  TransferLoop* loop_ = nullptr;                      ///< That carried it last.
  std::unique_ptr<Curl_URL, UrlDeleter> parsed_url_;  ///< Of a constant request.
  std::unique_ptr<void, EasyDeleter> easy_;

  // The request
  std::string_view prepared_;  ///< The constant request that is set; empty: none.
  std::string url_;
  std::string method_;
  std::string lines_;             ///< Header lines, each ended by a NUL.
  std::vector<curl_slist> list_;  ///< Views of them, as libcurl wants them.
  std::size_t keep_bytes_ = 0;

  // How far it has come
  bool sending_ = false;
  bool sent_again_ = false;  ///< libcurl wanted to, on its own.
  bool started_ = false;     ///< A byte of an answer came.
  long redirects_ = 0;
  std::string refusal_;

  // The answer
  int status_ = 0;
  bool head_done_ = false;
  std::string head_;
  std::vector<HeaderField> headers_;
  std::string body_;
  std::uint64_t body_bytes_ = 0;
  std::array<char, 256> error_{};
};

}  // namespace squall

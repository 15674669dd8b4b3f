#include "harness/http/transfer.h"

#include <algorithm>
#include <charconv>
#include <new>

#include "harness/core/text.h"
#include "harness/http/curl_error.h"
#include "harness/http/curl_handles.h"

namespace squall {
namespace {

constexpr long kMostRedirects = 10;

}  // namespace

// What libcurl calls while a transfer is under way.
struct Transfer::Callbacks {
  static Transfer& of(void* user) { return *static_cast<Transfer*>(user); }

  static int on_sending(void* user, char*, char*, int, int) noexcept {
    Transfer& transfer = of(user);
    long redirects = 0;
    curl_easy_getinfo(transfer.easy_.get(), CURLINFO_REDIRECT_COUNT, &redirects);
    if (!transfer.sending_) {
      transfer.sending_ = true;
      transfer.on_sending();
    } else if (redirects == transfer.redirects_) {
      // A kept-alive connection broke and libcurl would send the request again by itself; but
      // what was sent may have taken effect, so that it is for the client policy to decide.
      transfer.sent_again_ = true;
      return CURL_PREREQFUNC_ABORT;
    }
    // A connection to the proxy that stands may serve for another host.
    if (transfer.proxy_ && !transfer.may_send()) return CURL_PREREQFUNC_ABORT;
    transfer.redirects_ = redirects;
    return CURL_PREREQFUNC_OK;
  }

  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) noexcept {
    of(user).take_header({data, size});
    return size;
  }

  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) noexcept {
    Transfer& transfer = of(user);
    const std::size_t room = transfer.keep_bytes_ - transfer.body_.size();
    transfer.body_.append(data, std::min(size, room));
    transfer.body_bytes_ += size;
    return size;
  }
};

void Transfer::EasyDeleter::operator()(void* easy) const { curl_easy_cleanup(easy); }

void Transfer::UrlDeleter::operator()(Curl_URL* url) const { curl_url_cleanup(url); }

Transfer::Transfer(const TransferOptions& options)
    : http2_(options.http2),
      direct_(options.proxy.empty() && !options.follow_redirects),
      allowed_(options.allowed),
      proxy_(options.proxy.empty() ? std::nullopt : host_port_of(options.proxy)) {
  use_curl();
  easy_.reset(curl_easy_init());
  if (!easy_) throw std::bad_alloc();
  set_constants(options);
}

Transfer::~Transfer() = default;

bool Transfer::plain_http2_works() {
  constexpr unsigned kFixed = 0x080000;
  return curl_version_info(CURLVERSION_NOW)->version_num >= kFixed;
}

// What is the same for all requests is set once: a reset and a dozen options for each would cost
// more than the request.
void Transfer::set_constants(const TransferOptions& options) {
  CURL* easy = easy_.get();
  void* self = this;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, self);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_.data());
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Callbacks::on_sending);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, self);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Callbacks::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Callbacks::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, self);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, options.follow_redirects ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, kMostRedirects);
  curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, http2_ ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, options.verify ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, options.verify ? 2L : 0L);
  const bool newest = options.least_tls == HttpPolicy::Tls::k1_3;
  curl_easy_setopt(easy, CURLOPT_SSLVERSION,
                   newest ? long{CURL_SSLVERSION_TLSv1_3} : long{CURL_SSLVERSION_TLSv1_2});
  if (!options.ca.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // No other authority.
  }
  if (!options.cert.empty()) curl_easy_setopt(easy, CURLOPT_SSLCERT, options.cert.c_str());
  if (!options.key.empty()) curl_easy_setopt(easy, CURLOPT_SSLKEY, options.key.c_str());
}

// Elsewhere than at first, if it was redirected.
HostPort Transfer::goes_to() const {
  const char* url = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_EFFECTIVE_URL, &url);
  return host_port_of(url == nullptr ? "" : url).value_or(HostPort{});
}

bool Transfer::take_verdict(bool allowed, const HostPort& place) {
  refusal_ = allowed ? "" : AllowedHosts::refusal(place);
  return allowed;
}

bool Transfer::may_open(const sockaddr& address) {
  const HostPort place = goes_to();
  if (!proxy_) return take_verdict(allowed_.allow(place, address), place);
  return take_verdict(allowed_.allow(place), place) &&
         take_verdict(allowed_.allow(*proxy_, address), *proxy_);
}

bool Transfer::may_send() {
  const HostPort place = goes_to();
  return take_verdict(allowed_.allow(place), place);
}

void Transfer::take_header(std::string_view line) {
  if (!started_) {
    started_ = true;
    on_first_byte();
  }
  if (line.starts_with("HTTP/")) {  // Also after a 1xx, or a redirect that is followed.
    head_.clear();
    body_.clear();
    body_bytes_ = 0;
    head_done_ = false;
    status_ = 0;
    const std::size_t space = std::min(line.find(' ') + 1, line.size());
    std::from_chars(line.data() + space, line.data() + line.size(), status_);
  }
  if (head_done_) return;  // A trailer.
  head_ += line;
  head_done_ = trim(line).empty();
}

std::span<const HeaderField> Transfer::headers() {
  headers_.clear();
  std::string_view rest = head_;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    const std::string_view line = rest.substr(0, end + 1);
    rest.remove_prefix(end + 1);
    const std::size_t colon = line.find(':');
    if (colon == line.npos || line.starts_with("HTTP/")) continue;
    headers_.push_back({line.substr(0, colon), trim(line.substr(colon + 1))});
  }
  return headers_;
}

void Transfer::end(int code) {
  if (code == CURLE_OK) return on_done();
  if (!refusal_.empty()) return on_failed(ErrorClass::kConnectRefused, refusal_);
  if (sent_again_) {
    return on_failed(ErrorClass::kReset, "the connection was closed before an answer");
  }
  CURL* easy = easy_.get();
  long system_error = 0;
  long tunnel_status = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &system_error);
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &tunnel_status);
  const std::string_view message =
      error_.front() != '\0' ? error_.data() : curl_easy_strerror(static_cast<CURLcode>(code));
  const CurlFailure failure{.code = code,
                            .sent = sending_,
                            .answered = started_,
                            .system_error = static_cast<int>(system_error),
                            .tunnel_status = static_cast<int>(tunnel_status),
                            .message = message};
  on_failed(error_class(failure), message);
}

}  // namespace squall

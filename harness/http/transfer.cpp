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

// Whether the line is "name: value".
bool is_header(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         equal_names(line.substr(0, name.size()), name);
}

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

Transfer::Transfer(const TransferOptions& options) : http2_(options.http2) {
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

void Transfer::prepare(const Request& request) {
  sending_ = sent_again_ = started_ = head_done_ = false;
  redirects_ = 0;
  status_ = 0;
  head_.clear();
  headers_.clear();
  body_.clear();
  body_bytes_ = 0;
  error_.front() = '\0';
  keep_bytes_ = request.keep_bytes;
  if (request.constant && request.bytes.data() == prepared_.data() &&
      request.bytes.size() == prepared_.size()) {
    return;
  }
  std::string_view method, body;
  take_apart(request, method, body);
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list_.data());
  const bool tls = request.origin.starts_with("https:");
  const long version = !http2_ ? CURL_HTTP_VERSION_1_1
                       : tls   ? CURL_HTTP_VERSION_2TLS
                               : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version);
  set_method(method, body);
  prepared_ = request.constant ? request.bytes : std::string_view();
}

// From the bytes of the fast engine, so that both send the same.
void Transfer::take_apart(const Request& request, std::string_view& method,
                          std::string_view& body) {
  const std::string_view bytes = request.bytes;
  const std::size_t head_end = bytes.find("\r\n\r\n");
  std::string_view head = bytes.substr(0, head_end + 2);
  body = bytes.substr(head_end + 4);
  const std::size_t line_end = head.find("\r\n");
  const std::string_view line = head.substr(0, line_end);
  const std::size_t space = line.find(' ');
  method = line.substr(0, space);
  url_.assign(request.origin);
  url_ += line.substr(space + 1, line.rfind(' ') - space - 1);
  head.remove_prefix(line_end + 2);

  const std::string_view authority = request.origin.substr(request.origin.find("//") + 2);
  bool accept = false, content_type = false;
  lines_.clear();
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view header = head.substr(0, end);
    head.remove_prefix(end + 2);
    accept |= is_header(header, "Accept");
    content_type |= is_header(header, "Content-Type");
    const bool host = is_header(header, "Host") && trim(header.substr(5)) == authority;
    if (host || is_header(header, "Content-Length")) continue;
    // libcurl takes "Name:" for an order to leave the header out; "Name;" sends it empty.
    const std::size_t colon = std::min(header.find(':'), header.size());
    const bool empty = trim(header.substr(colon)) == ":";
    add_line(empty ? std::string(header.substr(0, colon)) + ';' : std::string(header));
  }
  // A name without a value takes out what libcurl would add by itself.
  add_line("Expect:");
  if (!accept) add_line("Accept:");
  if (!content_type) add_line("Content-Type:");

  list_.clear();
  for (std::size_t at = 0; at < lines_.size(); at = lines_.find('\0', at) + 1) {
    list_.push_back({lines_.data() + at, nullptr});
  }
  for (std::size_t i = 0; i + 1 < list_.size(); ++i) list_[i].next = &list_[i + 1];
}

void Transfer::add_line(std::string_view line) {
  lines_ += line;
  lines_ += '\0';
}

void Transfer::set_method(std::string_view method, std::string_view body) {
  CURL* easy = easy_.get();
  const bool posts =
      !body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
  if (posts) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
  } else {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    if (method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  }
  method_ = method;
  const bool own = posts ? method == "POST" : method == "GET" || method == "HEAD";
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, own ? nullptr : method_.c_str());
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

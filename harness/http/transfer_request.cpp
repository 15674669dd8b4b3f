// What a transfer sends next, in libcurl's options.
#include <arpa/inet.h>

#include <algorithm>

#include "harness/core/text.h"
#include "harness/http/curl_handles.h"
#include "harness/http/transfer.h"

namespace squall {
namespace {

// Whether the line is "name: value".
bool is_header(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         equal_names(line.substr(0, name.size()), name);
}

// Whether such requests have a body, be it an empty one.
bool posts(std::string_view method, std::string_view body) {
  return !body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
}

// Whether the origin's host is an IP address.
bool is_numeric(std::string_view origin) {
  std::string host(origin.substr(origin.find("//") + 2));
  host.resize(std::min(host.rfind(':'), host.size()));
  in6_addr ignored{};
  return host.starts_with('[') || ::inet_pton(AF_INET, host.c_str(), &ignored) == 1;
}

}  // namespace

void Transfer::prepare(const Request& request) {
  sending_ = sent_again_ = started_ = head_done_ = false;
  redirects_ = 0;
  refusal_.clear();
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
  set_target(request);
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, list_.data());
  set_method(method, body);
  prepared_ = request.constant ? request.bytes : std::string_view();
}

void Transfer::set_target(const Request& request) {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
  // Else libcurl takes the same text apart, and puts it together, for each request.
  parsed_url_.reset(request.constant ? curl_url() : nullptr);
  if (parsed_url_ && curl_url_set(parsed_url_.get(), CURLUPART_URL, url_.c_str(), 0) != CURLUE_OK) {
    parsed_url_.reset();  // What is wrong with it is the transfer's to say.
  }
  curl_easy_setopt(easy, CURLOPT_CURLU, parsed_url_.get());
  // What is no name does not change, and need not be looked for among those that are too old.
  constexpr long kForever = -1, kUsual = 60;
  const bool lasts = direct_ && is_numeric(request.origin);
  curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, lasts ? kForever : kUsual);
  const bool tls = request.origin.starts_with("https:");
  const long version = !http2_ ? CURL_HTTP_VERSION_1_1
                       : tls   ? CURL_HTTP_VERSION_2TLS
                               : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version);
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
  // A name without a value takes out what libcurl would add by itself. No more of them than it
  // would add: it looks through all lines for each header that it knows.
  if (!accept) add_line("Accept:");
  if (posts(method, body)) {
    add_line("Expect:");
    if (!content_type) add_line("Content-Type:");
  }

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
  const bool sends_body = posts(method, body);
  if (sends_body) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
  } else {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    if (method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  }
  method_ = method;
  const bool own = sends_body ? method == "POST" : method == "GET" || method == "HEAD";
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, own ? nullptr : method_.c_str());
}

}  // namespace squall

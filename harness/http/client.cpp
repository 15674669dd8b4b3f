#include "harness/http/client.h"

#include <fmt/format.h>

#include <new>
#include <optional>

#include "harness/core/text.h"
#include "harness/http/curl_error.h"
#include "harness/http/curl_handles.h"

namespace squall {
namespace {

void append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

// What the callbacks of one transfer write to.
struct Transfer {
  const AllowedHosts& allowed;
  const HostPort place;
  HttpResponse response = {};
  std::size_t max_body_bytes = 0;
  bool too_long = false;
  bool refused = false;
};

curl_socket_t open_if_allowed(void* user, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.refused = !transfer.allowed.allow(transfer.place, address->addr);
  if (transfer.refused) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (transfer.response.body.size() + size > transfer.max_body_bytes) {
    transfer.too_long = true;
    return 0;
  }
  transfer.response.body.append(data, size);
  return size;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& headers = static_cast<Transfer*>(user)->response.headers;
  const std::string_view line = trim({data, size});
  if (line.starts_with("HTTP/")) headers.clear();  // A final answer after a 1xx.
  const std::size_t colon = line.find(':');
  if (colon != line.npos) {
    headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return size;
}

bool names(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (curl_strequal(key.c_str(), std::string(name).c_str()) != 0) return true;
  }
  return false;
}

HeaderList header_list(const HttpRequest& request) {
  HeaderList list;
  // An empty value takes out what libcurl would add by itself.
  append(list, "Expect:");
  if (!names(request.headers, "Content-Type")) append(list, "Content-Type:");
  for (const auto& [key, value] : request.headers) {
    append(list, value.empty() ? key + ";" : fmt::format("{}: {}", key, value));
  }
  return list;
}

long whole_milliseconds(Nanoseconds duration) {
  const auto count = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
  return count < 1 ? 1 : static_cast<long>(count);
}

void set_options(CURL* easy, const HttpRequest& request, curl_slist* headers, Transfer& transfer) {
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "squall");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, whole_milliseconds(request.timeout));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, whole_milliseconds(request.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_if_allowed);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&transfer));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  if (request.method != "HEAD") {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

}  // namespace

struct HttpClient::Handles {
  MultiHandle multi{curl_multi_init()};
  EasyHandle easy{curl_easy_init()};

  Handles() {
    if (!multi || !easy) throw std::bad_alloc();
  }

  // The transfer's result, or nullopt if a stop was requested before it ended.
  std::optional<CURLcode> perform(const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi.get()); });
    curl_multi_add_handle(multi.get(), easy.get());
    std::optional<CURLcode> result;
    int running = 1;
    while (!stop.stop_requested() && running > 0) {
      if (curl_multi_perform(multi.get(), &running) != CURLM_OK) break;
      if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg == CURLMSG_DONE) result = message->data.result;
    }
    curl_multi_remove_handle(multi.get(), easy.get());
    return result;
  }
};

std::string what_happened(const HttpFailure& failure) {
  if (failure.not_allowed) return failure.message;
  return failure.error == ErrorClass::kNone ? "stopped" : std::string(name(failure.error));
}

HttpClient::HttpClient(AllowedHosts allowed) : allowed_(std::move(allowed)) {
  use_curl();
  handles_ = std::make_unique<Handles>();
}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

tl::expected<HttpResponse, HttpFailure> HttpClient::send(const HttpRequest& request,
                                                         std::stop_token stop) {
  Transfer transfer{allowed_, host_port_of(request.url).value_or(HostPort{})};
  transfer.max_body_bytes = request.max_body_bytes;
  const HeaderList headers = header_list(request);
  CURL* easy = handles_->easy.get();
  set_options(easy, request, headers.get(), transfer);

  const auto result = handles_->perform(stop);
  if (!result) return tl::unexpected(HttpFailure{ErrorClass::kNone, "stopped"});
  if (*result != CURLE_OK) {
    if (transfer.refused) {
      return tl::unexpected(
          HttpFailure{ErrorClass::kConnectRefused, AllowedHosts::refusal(transfer.place), true});
    }
    if (transfer.too_long) {
      return tl::unexpected(
          HttpFailure{ErrorClass::kProtocol,
                      fmt::format("the answer is longer than {} bytes", request.max_body_bytes)});
    }
    long request_bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    const ErrorClass error = error_class({.code = *result, .sent = request_bytes > 0});
    return tl::unexpected(HttpFailure{error, curl_easy_strerror(*result)});
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  transfer.response.status = static_cast<int>(status);
  return std::move(transfer.response);
}

}  // namespace squall

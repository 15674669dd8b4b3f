#include "harness/session/api_connection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "harness/session/control_server.h"

namespace squall {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto kFirstRequest = std::chrono::seconds(10);
constexpr auto kIdle = std::chrono::seconds(30);
constexpr auto kOneWrite = std::chrono::seconds(15);
constexpr auto kLastWords = std::chrono::seconds(1);
constexpr std::size_t kMostDiscarded = 256 * 1024;
constexpr std::size_t kMostTextsWaiting = 1024;

// What is wrong with a request that could not be read; nullopt: there is nobody to tell.
std::optional<ActionAnswer> mistake_of(const beast::error_code& error) {
  if (error == http::error::body_limit) return refusal(413, "", "the body is too long");
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return refusal(431, "", "the headers are too long");
  }
  const bool http_error =
      error.category() == http::make_error_code(http::error::bad_method).category();
  if (!http_error || error == http::error::end_of_stream || error == http::error::partial_message) {
    return std::nullopt;
  }
  return refusal(400, "", "this is no HTTP request: " + error.message());
}

std::string field_of(const http::request<http::string_body>& request, std::string_view name) {
  const auto field = request.find(beast::string_view(name.data(), name.size()));
  return field == request.end() ? "" : std::string(field->value());
}

void set_headers(http::response<http::string_body>& response, const ApiReply& reply) {
  response.set(http::field::content_type, reply.type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy", "frame-ancestors 'none'");
  if (reply.status == 401) response.set(http::field::www_authenticate, "Bearer");
  if (reply.status == 429) response.set(http::field::retry_after, "1");
}

}  // namespace

ApiConnection::ApiConnection(net::ip::tcp::socket socket, ConnectionServer& server)
    : stream_(std::move(socket)), server_(server), buffer_(ControlServer::kMostBody * 2) {}

void ApiConnection::close() {
  if (closed_) return;
  closed_ = true;
  beast::error_code ignored;
  stream_.socket().close(ignored);
  server_.on_closed(*this);
}

void ApiConnection::read() {
  if (closed_) return;
  waits_ = true;
  parser_.emplace();
  parser_->header_limit(ControlServer::kMostHeaders);
  parser_->body_limit(ControlServer::kMostBody);
  stream_.expires_after(asked_before_ ? kIdle : kFirstRequest);
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](beast::error_code error, std::size_t) { self->on_read(error); });
}

void ApiConnection::on_read(beast::error_code error) {
  waits_ = false;
  if (closed_) return;
  if (error) {
    auto mistake = mistake_of(error);
    if (!mistake) return close();
    ApiReply told;
    told.status = mistake->status;
    told.body = std::move(mistake->body);
    return reply(std::move(told), false);
  }
  asked_before_ = true;
  const auto& message = parser_->get();
  ApiRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.body = message.body();
  request.host = field_of(message, "Host");
  request.origin = field_of(message, "Origin");
  request.authorization = field_of(message, "Authorization");
  request.who = field_of(message, "X-Squall-Who");
  const std::string last_id = field_of(message, "Last-Event-ID");
  const bool keep = message.keep_alive() && request.method != "HEAD";
  server_.answer(request, [self = shared_from_this(), keep, last_id](ApiReply answered) {
    if (self->closed_) return;
    if (answered.stream) return self->stream(*answered.stream, last_id);
    self->reply(std::move(answered), keep);
  });
}

void ApiConnection::reply(ApiReply answered, bool keep) {
  auto response = std::make_shared<http::response<http::string_body>>();
  response->version(11);
  response->result(answered.status);
  set_headers(*response, answered);
  response->keep_alive(keep);
  response->body() = std::move(answered.body);
  response->prepare_payload();
  stream_.expires_after(kOneWrite);
  const bool report = answered.report;
  http::async_write(
      stream_, *response,
      [self = shared_from_this(), response, keep, report](beast::error_code error, std::size_t) {
        if (error) return self->close();
        if (report) self->server_.on_report_fetched();
        if (!keep) return self->shut_down();
        self->read();
      });
}

void ApiConnection::stream(Role role, const std::string& last_id) {
  role_ = role;
  following_ = true;
  // It has no length: it lasts until the connection is closed.
  take(std::make_shared<const std::string>(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"));
  stream_.expires_never();
  await_end();
  server_.follow(shared_from_this(), last_id);
}

bool ApiConnection::take(const StreamText& text) {
  if (closed_ || ending_) return false;
  if (waiting_bytes_ + text->size() > ControlServer::kMostWaiting ||
      waiting_.size() >= kMostTextsWaiting) {
    // Not at once: whoever offers it goes through all viewers just now.
    ending_ = true;
    net::post(stream_.get_executor(), [self = shared_from_this()] { self->close(); });
    return false;
  }
  waiting_bytes_ += text->size();
  waiting_.push_back(text);
  write_next();
  return true;
}

void ApiConnection::end() {
  ending_ = true;
  write_next();
}

void ApiConnection::write_next() {
  if (closed_ || writing_) return;
  if (waiting_.empty()) {
    if (ending_) shut_down();
    return;
  }
  writing_ = true;
  stream_.expires_after(kOneWrite);
  net::async_write(stream_, net::buffer(*waiting_.front()),
                   [self = shared_from_this()](beast::error_code error, std::size_t) {
                     self->writing_ = false;
                     if (error) return self->close();
                     self->waiting_bytes_ -= self->waiting_.front()->size();
                     self->waiting_.pop_front();
                     self->write_next();
                   });
}

// Nothing is expected of who follows the stream, but that it goes away.
void ApiConnection::await_end() {
  stream_.async_read_some(net::buffer(scrap_),
                          [self = shared_from_this()](beast::error_code error, std::size_t) {
                            if (error) return self->close();
                            self->await_end();
                          });
}

// Lets the other side read to the end before the connection is gone, even while it still sends.
void ApiConnection::shut_down() {
  if (closed_) return;
  beast::error_code ignored;
  stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
  leaves_ = true;
  if (following_) return;  // await_end() sees the rest.
  stream_.expires_after(kLastWords);
  discard();
}

void ApiConnection::discard() {
  stream_.async_read_some(net::buffer(scrap_),
                          [self = shared_from_this()](beast::error_code error, std::size_t bytes) {
                            self->discarded_ += bytes;
                            if (error || self->discarded_ > kMostDiscarded) return self->close();
                            self->discard();
                          });
}

}  // namespace squall

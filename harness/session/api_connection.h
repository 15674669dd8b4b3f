// One connection to the control API: requests one after the other, or the stream of events.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "harness/session/session_api.h"
#include "harness/session/stream_hub.h"

namespace squall {

class ApiConnection;

/// What a connection asks of its server; on the server's thread.
class ConnectionServer {
 public:
  /// `reply` is called once, on the server's thread.
  virtual void answer(const ApiRequest& request, std::function<void(ApiReply)> reply) = 0;
  virtual void follow(const std::shared_ptr<ApiConnection>& viewer, const std::string& last_id) = 0;
  virtual void on_report_fetched() = 0;
  virtual void on_closed(ApiConnection& connection) = 0;

 protected:
  ~ConnectionServer() = default;
};

/// Lives as long as something is under way on it, and as the server holds it.
class ApiConnection final : public StreamViewer,
                            public std::enable_shared_from_this<ApiConnection> {
 public:
  ApiConnection(boost::asio::ip::tcp::socket socket, ConnectionServer& server);

  void begin() { read(); }
  void close();
  /// For a request, of which not all has come.
  bool waits() const { return waits_; }
  /// It has been answered, and is kept only until the other side has read that.
  bool leaves() const { return leaves_; }

  Role role() const override { return role_; }
  bool take(const StreamText& text) override;
  void end() override;

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void read();
  void on_read(boost::beast::error_code error);
  void reply(ApiReply reply, bool keep);
  void stream(Role role, const std::string& last_id);
  void write_next();
  void await_end();
  void shut_down();
  void discard();

  boost::beast::tcp_stream stream_;
  ConnectionServer& server_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  bool waits_ = false, asked_before_ = false, leaves_ = false, closed_ = false;
  Role role_ = Role::kViewer;
  std::deque<StreamText> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool writing_ = false, ending_ = false, following_ = false;
  std::array<char, 4096> scrap_{};
  std::size_t discarded_ = 0;
};

}  // namespace squall

// One kept-alive connection: sends one request at a time and parses its answer.
//
// There is always one read under way, so that a peer that closes an idle connection is noticed at
// once. Whatever happens is told to the AsioTransport; nothing is told after close(). A connection
// can be opened again after close(), and lives as long as the engine: completion handlers that were
// under way when it was closed find that its generation has passed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "harness/core/time.h"
#include "harness/http/parser.h"
#include "harness/load/asio.h"
#include "harness/load/exchange.h"

namespace squall {

class AsioTransport;
class Pool;

class Connection : public Carrier {
 public:
  Connection(boost::asio::io_context& io, AsioTransport& transport, Pool& pool)
      : socket_(io), transport_(transport), pool_(pool) {}

  /// Connects; ends in AsioTransport::on_connected. Throws when the harness has no descriptor left.
  void open(const Tcp::endpoint& endpoint);

  /// False if the peer has closed it, or sent what nobody asked for.
  bool usable();

  /// Hands the request to the kernel; `request` must stay until the answer has ended. False if no
  /// byte was taken (then nothing is told later). The answer ends in AsioTransport::on_answer, or
  /// on_broken.
  bool send(std::string_view request, bool head_request, std::size_t keep_bytes);

  void close();

  Pool& pool() { return pool_; }
  const ResponseParser& parser() const { return parser_; }

  /// Whether the answer is whole, and another request may follow it.
  bool reusable() const { return reusable_; }

  Exchange* exchange = nullptr;  ///< That is under way on it; nullptr: idle or closed.
  bool reused = false;           ///< It has carried a request before this one.
  Nanoseconds idle_since{};      ///< While it is idle.

 private:
  static constexpr std::size_t kReadBytes = 4096;

  void read();
  void on_read(const error_code& error, std::size_t size);
  void on_data(std::string_view data);
  void write_rest();

  Socket socket_;
  AsioTransport& transport_;
  Pool& pool_;
  std::uint64_t generation_ = 0;
  bool reusable_ = false;
  std::string_view unsent_;
  ResponseParser parser_;
  std::array<char, kReadBytes> buffer_;
};

}  // namespace squall

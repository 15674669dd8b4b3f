// One kept-alive connection: sends one request at a time and parses its answer.
//
// It is watched from its opening to its closing, so that a peer that closes an idle connection is
// noticed at once. Whatever happens is told to the FastTransport; nothing is told after close(),
// and nothing from within open() and send(). A connection can be opened again after close(), and
// lives as long as the engine.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "harness/core/fd.h"
#include "harness/core/time.h"
#include "harness/http/parser.h"
#include "harness/core/endpoint.h"
#include "harness/core/event_loop.h"
#include "harness/load/exchange.h"

namespace squall {

class FastTransport;
class Pool;

class Connection final : public Carrier, private EventLoop::Watcher {
 public:
  Connection(EventLoop& loop, FastTransport& transport, Pool& pool)
      : loop_(loop), transport_(transport), pool_(pool) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects; ends in FastTransport::on_connected. Throws when the harness has no descriptor left.
  void open(const Endpoint& endpoint);

  /// False if the peer has closed it, or sent what nobody asked for.
  bool usable();

  /// Takes on an exchange, whose request is to be sent soon.
  void take(Exchange& exchange);

  /// Hands the request of its exchange to the kernel; it must stay until the answer has ended.
  /// False if no byte was taken (then nothing is told later). The answer ends in
  /// FastTransport::on_answer, or on_broken.
  bool send();

  void close();

  Pool& pool() { return pool_; }
  const ResponseParser& parser() const { return parser_; }

  /// Whether the answer is whole, and another request may follow it.
  bool reusable() const { return reusable_; }

  static constexpr std::size_t kNotIdle = std::numeric_limits<std::size_t>::max();

  Exchange* exchange = nullptr;  ///< That is under way on it; nullptr: idle or closed.
  bool to_be_sent = false;       ///< The request of its exchange has not been sent yet.
  bool reused = false;           ///< It has carried a request before this one.
  Nanoseconds idle_since{};      ///< While it is idle.
  std::size_t idle_place = kNotIdle;  ///< Where the pool keeps it while it is idle.

 private:
  void on_ready(std::uint32_t events) override;
  void on_connect_ended(int error);
  void read();
  void on_data(std::string_view data, SteadyTime at);
  void on_end(bool in_order, SteadyTime at);
  void write_rest();

  EventLoop& loop_;
  FastTransport& transport_;
  Pool& pool_;
  Fd socket_;
  bool connecting_ = false;
  bool ended_ = false;  ///< By the peer, though not all that it sent may have been read.
  bool reusable_ = false;
  std::uint32_t generation_ = 0;  ///< Changes when it is closed.
  std::string_view unsent_;
  ResponseParser parser_;
};

}  // namespace squall

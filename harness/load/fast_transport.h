// The fast transport: plain HTTP/1.1 on sockets of an event loop, kept-alive connections, no
// allocation in steady state; in a closed loop one write and one read for each request.
#pragma once

#include <array>
#include <deque>
#include <span>
#include <vector>

#include "harness/core/event_loop.h"
#include "harness/core/time.h"
#include "harness/load/connection.h"
#include "harness/load/engine.h"
#include "harness/load/pool.h"
#include "harness/load/transport.h"

namespace squall {

class FastTransport final : public Transport {
 public:
  /// `client` says how connections are shared; it and `events` outlive the transport.
  FastTransport(EventLoop& loop, const RunClock& clock, TransportEvents& events,
                const LoadSetup& setup)
      : loop_(loop),
        clock_(clock),
        events_(events),
        client_(setup.client),
        allowed_(setup.allowed) {
    loop_.when_told([this] { send_all(); });
  }

  Result<void> add_address(const Address& address) override;
  void begin(Exchange& exchange, const OutgoingRequest& request, Nanoseconds now) override;
  void end(Exchange& exchange, Nanoseconds now) override;
  Received received(const Exchange& exchange) const override;
  void stop_serving() override { serving_ = false; }

  // From a connection
  void on_connected(Connection& connection, int error);
  void on_first_byte(Connection& connection, SteadyTime at);
  void on_answer(Connection& connection, SteadyTime at);
  void on_broken(Connection& connection, ErrorClass error);
  void on_idle_closed(Connection& connection);

  /// Of one read at a time: what is in it is used before the next.
  std::span<char> read_buffer() { return read_buffer_; }

 private:
  Pool& pool_of(const Exchange& exchange) { return pools_[exchange.request->address]; }
  Connection* take_usable(Pool& pool, const Exchange& exchange, Nanoseconds now);
  void find_connection(Exchange& exchange, Nanoseconds now);
  void take(Exchange& exchange, Connection& connection, Nanoseconds now);
  void send(Connection& connection, Nanoseconds now);
  void send_all();
  void serve_waiting(Pool& pool, Nanoseconds now);

  EventLoop& loop_;
  const RunClock& clock_;
  TransportEvents& events_;
  const ClientPolicy& client_;
  const AllowedHosts& allowed_;
  std::deque<Pool> pools_;  ///< One for each address.
  std::vector<Connection*> to_send_;
  bool serving_ = true;
  std::size_t places_ = 0;  ///< Given to exchanges so far.
  std::array<char, std::size_t{64} << 10> read_buffer_;
};

}  // namespace squall

// The fast transport: plain HTTP/1.1 on Boost.Asio sockets, kept-alive connections, no allocation
// in steady state.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>

#include "harness/core/time.h"
#include "harness/load/connection.h"
#include "harness/load/pool.h"
#include "harness/load/transport.h"

namespace squall {

class AsioTransport final : public Transport {
 public:
  /// `max_connections`: for each address; 0: no limit. `events` outlives it.
  AsioTransport(boost::asio::io_context& io, const RunClock& clock, TransportEvents& events,
                int max_connections)
      : io_(io), clock_(clock), events_(events), max_connections_(max_connections) {}

  Result<void> add_address(const Address& address) override;
  void begin(Exchange& exchange, const OutgoingRequest& request, Nanoseconds now) override;
  void end(Exchange& exchange, Nanoseconds now) override;
  Received received(const Exchange& exchange) const override;
  void stop_serving() override { serving_ = false; }

  // From a connection
  void on_connected(Connection& connection, const error_code& error);
  void on_first_byte(Connection& connection);
  void on_answer(Connection& connection);
  void on_broken(Connection& connection, ErrorClass error);
  void on_idle_closed(Connection& connection);

 private:
  Pool& pool_of(const Exchange& exchange) { return pools_[exchange.request->address]; }
  void find_connection(Exchange& exchange, Nanoseconds now);
  void send(Exchange& exchange, Connection& connection, Nanoseconds now);
  void serve_waiting(Pool& pool, Nanoseconds now);

  boost::asio::io_context& io_;
  const RunClock& clock_;
  TransportEvents& events_;
  const int max_connections_;
  std::deque<Pool> pools_;  ///< One for each address.
  bool serving_ = true;
};

}  // namespace squall

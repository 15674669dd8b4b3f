// The connections to one address, and who waits for one.
#pragma once

#include <deque>
#include <vector>

#include "harness/load/connection.h"
#include "harness/load/request.h"

namespace squall {

class Pool {
 public:
  /// `limit`: connections at once; 0: no limit.
  Pool(std::vector<Tcp::endpoint> endpoints, int limit)
      : endpoints_(std::move(endpoints)), limit_(limit) {}

  /// The idle connection that was used last, if there is one that the peer has not closed.
  Connection* take_idle(Nanoseconds now);

  /// A closed connection to open, or nullptr at the limit.
  Connection* take_closed(boost::asio::io_context& io, AsioTransport& transport);

  /// Whether there is neither.
  bool full() const { return idle_.empty() && limit_ > 0 && open_ >= limit_; }

  void put_idle(Connection& connection, Nanoseconds now);

  /// Closes a connection, idle or not.
  void discard(Connection& connection);

  /// All addresses of the host, to be tried in turn. Never empty.
  const std::vector<Tcp::endpoint>& endpoints() const { return endpoints_; }

  std::deque<Exchange*> waiting;  ///< For a connection, first come first served.

 private:
  std::vector<Tcp::endpoint> endpoints_;
  int limit_;
  int open_ = 0;
  std::deque<Connection> connections_;  ///< All there ever were; they do not move.
  std::vector<Connection*> closed_;
  std::vector<Connection*> idle_;
};

/// The endpoints of an address, IPv4 first; the error says why there are none. Blocks when the
/// host is a name.
Result<std::vector<Tcp::endpoint>> resolve(const Address& address);

}  // namespace squall

// The connections to one address, and who waits for one.
#pragma once

#include <deque>
#include <vector>

#include "harness/load/connection.h"
#include "harness/core/endpoint.h"

namespace squall {

class Pool {
 public:
  /// `limit`: connections at once; 0: no limit. `own`: idle connections are kept for the exchange
  /// that used them; else anyone may have them.
  Pool(std::vector<Endpoint> endpoints, int limit, bool own)
      : endpoints_(std::move(endpoints)), limit_(limit), own_(own) {}

  /// The idle connection that was used last, or the exchange's own; nullptr: there is none.
  Connection* take_idle(const Exchange& exchange);

  /// A closed connection to open, or nullptr at the limit.
  Connection* take_closed(EventLoop& loop, FastTransport& transport);

  /// Whether there is neither.
  bool full() const { return idle_.empty() && limit_ > 0 && open_ >= limit_; }

  /// Gives back the connection of `exchange`, which can carry another request.
  void put_idle(Connection& connection, const Exchange& exchange, Nanoseconds now);

  /// Closes a connection, idle or not.
  void discard(Connection& connection);

  /// All addresses of the host, to be tried in turn. Never empty.
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }

  std::deque<Exchange*> waiting;  ///< For a connection, first come first served.

 private:
  void forget_idle(Connection& connection);

  std::vector<Endpoint> endpoints_;
  int limit_;
  bool own_;
  int open_ = 0;
  std::deque<Connection> connections_;  ///< All there ever were; they do not move.
  std::vector<Connection*> closed_;
  std::vector<Connection*> idle_;  ///< The newest last; or, where they are `own_`, by place.
};

}  // namespace squall

#include "harness/load/pool.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {

namespace {

// A connection that fell idle a moment ago is not asked whether it was closed: the event loop is
// about to tell, and in a closed loop the question would cost one system call a request.
constexpr Nanoseconds kFresh = std::chrono::milliseconds(1);

}  // namespace

Connection* Pool::take_idle(Nanoseconds now) {
  while (!idle_.empty()) {
    Connection* connection = idle_.back();
    idle_.pop_back();
    if (now - connection->idle_since < kFresh || connection->usable()) return connection;
    discard(*connection);
  }
  return nullptr;
}

void Pool::put_idle(Connection& connection, Nanoseconds now) {
  connection.exchange = nullptr;
  connection.reused = true;
  connection.idle_since = now;
  idle_.push_back(&connection);
}

Connection* Pool::take_closed(boost::asio::io_context& io, AsioTransport& transport) {
  if (limit_ > 0 && open_ >= limit_) return nullptr;
  ++open_;
  if (closed_.empty()) return &connections_.emplace_back(io, transport, *this);
  Connection* connection = closed_.back();
  closed_.pop_back();
  return connection;
}

void Pool::discard(Connection& connection) {
  const auto idle = std::find(idle_.begin(), idle_.end(), &connection);
  if (idle != idle_.end()) idle_.erase(idle);
  connection.close();
  closed_.push_back(&connection);
  --open_;
}

Result<std::vector<Tcp::endpoint>> resolve(const Address& address) {
  boost::asio::io_context io;
  Tcp::resolver resolver(io);
  error_code error;
  const auto found = resolver.resolve(address.host, std::to_string(address.port),
                                      Tcp::resolver::numeric_service, error);
  if (error) {
    return fail(fmt::format("the host of {} is not known: {}", address.text(), error.message()));
  }
  std::vector<Tcp::endpoint> endpoints;
  for (const auto& entry : found) endpoints.push_back(entry.endpoint());
  std::stable_partition(endpoints.begin(), endpoints.end(),
                        [](const Tcp::endpoint& endpoint) { return endpoint.address().is_v4(); });
  return endpoints;
}

}  // namespace squall

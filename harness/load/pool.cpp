#include "harness/load/pool.h"

#include <utility>

namespace squall {

Connection* Pool::take_idle(const Exchange& exchange) {
  Connection* connection = nullptr;
  if (own_) {
    if (exchange.place < idle_.size()) connection = idle_[exchange.place];
  } else if (!idle_.empty()) {
    connection = idle_.back();
  }
  if (connection != nullptr) forget_idle(*connection);
  return connection;
}

void Pool::put_idle(Connection& connection, const Exchange& exchange, Nanoseconds now) {
  connection.exchange = nullptr;
  connection.reused = true;
  connection.idle_since = now;
  connection.idle_place = own_ ? exchange.place : idle_.size();
  if (connection.idle_place >= idle_.size()) idle_.resize(connection.idle_place + 1);
  idle_[connection.idle_place] = &connection;
}

void Pool::forget_idle(Connection& connection) {
  const std::size_t place = std::exchange(connection.idle_place, Connection::kNotIdle);
  if (own_) {
    idle_[place] = nullptr;
    return;
  }
  // The last one takes its place: it is out of order then, which does no harm.
  idle_[place] = idle_.back();
  idle_[place]->idle_place = place;
  idle_.pop_back();
  connection.idle_place = Connection::kNotIdle;
}

Connection* Pool::take_closed(EventLoop& loop, FastTransport& transport) {
  if (limit_ > 0 && open_ >= limit_) return nullptr;
  ++open_;
  if (closed_.empty()) return &connections_.emplace_back(loop, transport, *this);
  Connection* const connection = closed_.back();
  closed_.pop_back();
  return connection;
}

void Pool::discard(Connection& connection) {
  if (connection.idle_place != Connection::kNotIdle) forget_idle(connection);
  connection.close();
  closed_.push_back(&connection);
  --open_;
}

}  // namespace squall

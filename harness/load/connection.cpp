#include "harness/load/connection.h"

#include <sys/socket.h>

#include <cerrno>

#include "harness/core/socket.h"
#include "harness/load/descriptors.h"
#include "harness/load/fast_transport.h"

namespace squall {
namespace {

constexpr std::uint32_t kWatched = EPOLLIN | EPOLLOUT | EPOLLRDHUP;
constexpr std::uint32_t kEnded = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
// Of one connection, before others have their turn.
constexpr int kMostReads = 16;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

void Connection::open(const Endpoint& endpoint) {
  reused = reusable_ = ended_ = false;
  parser_.begin(false, 0);
  socket_ = open_socket(endpoint);
  if (!socket_) throw_no_descriptor(errno);
  connecting_ = true;
  const int failed = start_connect(socket_, endpoint);
  if (failed == 0) return loop_.watch(socket_.get(), kWatched, *this);
  loop_.post([this, generation = generation_, error = failed] {
    if (generation == generation_) on_connect_ended(error);
  });
}

void Connection::on_connect_ended(int error) {
  connecting_ = false;
  transport_.on_connected(*this, error);
}

bool Connection::usable() {
  char byte = 0;
  const auto got = ::recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && would_block();
}

void Connection::take(Exchange& taken) {
  exchange = &taken;
  to_be_sent = true;
  reusable_ = false;
  parser_.begin(taken.request->head, taken.request->keep_bytes);
}

bool Connection::send() {
  to_be_sent = false;
  const std::string_view request = exchange->request->bytes;
  const auto sent = ::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL);
  if (sent < 0 && !would_block()) return false;
  unsent_ = request.substr(sent < 0 ? 0 : static_cast<std::size_t>(sent));
  return true;
}

void Connection::close() {
  ++generation_;
  exchange = nullptr;
  to_be_sent = false;
  unsent_ = {};
  if (!socket_) return;
  loop_.unwatch(socket_.get(), *this);
  socket_.reset();
}

void Connection::on_ready(std::uint32_t events) {
  const std::uint32_t generation = generation_;
  if (connecting_) {
    on_connect_ended(error_of(socket_.get()));
  } else if ((events & EPOLLOUT) != 0 && !unsent_.empty()) {
    write_rest();
  }
  if (generation != generation_) return;
  ended_ = (events & kEnded) != 0;
  if (ended_ || (events & EPOLLIN) != 0) read();
}

// A failed write is not told: reading fails too, after any answer that the peer sent before it
// closed.
void Connection::write_rest() {
  const auto sent = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent > 0) unsent_.remove_prefix(static_cast<std::size_t>(sent));
}

// A read that does not fill the buffer has emptied the socket, so that what comes later is told
// anew; asking again would cost one system call a request. What the first read finds was there
// when the loop looked at the clock.
void Connection::read() {
  const std::uint32_t generation = generation_;
  const std::span<char> buffer = transport_.read_buffer();
  SteadyTime at = loop_.looked();
  for (int reads = 0; reads < kMostReads; ++reads) {
    const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (size < 0 && would_block()) return;
    if (size <= 0) return on_end(size == 0, at);
    const auto taken = static_cast<std::size_t>(size);
    on_data({buffer.data(), taken}, at);
    if (generation != generation_ || (taken < buffer.size() && !ended_)) return;
    at = steady_now();
  }
  loop_.rewatch(socket_.get(), kWatched, *this);
}

void Connection::on_data(std::string_view data, SteadyTime at) {
  if (exchange == nullptr) return transport_.on_idle_closed(*this);
  if (!parser_.started()) transport_.on_first_byte(*this, at);
  switch (parser_.feed(data)) {
    case ResponseParser::Progress::kMore:
      return;
    case ResponseParser::Progress::kDone:
      if (to_be_sent) return transport_.on_broken(*this, ErrorClass::kProtocol);
      reusable_ = data.empty() && unsent_.empty() && !ended_ && parser_.keep_alive();
      return transport_.on_answer(*this, at);
    case ResponseParser::Progress::kFailed:
      return transport_.on_broken(*this, ErrorClass::kProtocol);
  }
}

void Connection::on_end(bool in_order, SteadyTime at) {
  if (exchange == nullptr) return transport_.on_idle_closed(*this);
  if (in_order && parser_.end_of_stream() == ResponseParser::Progress::kDone) {
    return transport_.on_answer(*this, at);
  }
  transport_.on_broken(*this, parser_.started() ? ErrorClass::kShortRead : ErrorClass::kReset);
}

}  // namespace squall

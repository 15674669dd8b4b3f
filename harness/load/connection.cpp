#include "harness/load/connection.h"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>

#include "harness/load/asio_transport.h"

namespace squall {

void Connection::open(const Tcp::endpoint& endpoint) {
  reused = reusable_ = false;
  parser_.begin(false, 0);
  socket_.open(endpoint.protocol());
  socket_.non_blocking(true);
  socket_.set_option(Tcp::no_delay(true));
  socket_.async_connect(endpoint, [this, generation = generation_](const error_code& error) {
    if (generation != generation_) return;
    if (!error) read();
    transport_.on_connected(*this, error);
  });
}

bool Connection::usable() {
  char byte = 0;
  const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

bool Connection::send(std::string_view request, bool head_request, std::size_t keep_bytes) {
  error_code error;
  const std::size_t sent =
      socket_.write_some(boost::asio::buffer(request.data(), request.size()), error);
  if (error && error != boost::asio::error::would_block) return false;
  parser_.begin(head_request, keep_bytes);
  reusable_ = false;
  unsent_ = request.substr(sent);
  if (!unsent_.empty()) write_rest();
  return true;
}

void Connection::close() {
  ++generation_;
  exchange = nullptr;
  unsent_ = {};
  error_code ignored;
  socket_.close(ignored);
}

// A failed write is not told: the read that is under way fails too, after any answer that the peer
// sent before it closed.
void Connection::write_rest() {
  socket_.async_write_some(
      boost::asio::buffer(unsent_.data(), unsent_.size()),
      [this, generation = generation_](const error_code& error, std::size_t sent) {
        if (generation != generation_ || error) return;
        unsent_.remove_prefix(sent);
        if (!unsent_.empty()) write_rest();
      });
}

void Connection::read() {
  socket_.async_read_some(
      boost::asio::buffer(buffer_),
      [this, generation = generation_](const error_code& error, std::size_t size) {
        if (generation == generation_) on_read(error, size);
      });
}

void Connection::on_read(const error_code& error, std::size_t size) {
  const std::uint64_t generation = generation_;
  if (!error) {
    on_data({buffer_.data(), size});
  } else if (exchange == nullptr) {
    transport_.on_idle_closed(*this);
  } else if (error == boost::asio::error::eof &&
             parser_.end_of_stream() == ResponseParser::Progress::kDone) {
    transport_.on_answer(*this);
  } else {
    transport_.on_broken(*this, parser_.started() ? ErrorClass::kShortRead : ErrorClass::kReset);
  }
  if (generation == generation_) read();
}

void Connection::on_data(std::string_view data) {
  if (exchange == nullptr) return transport_.on_idle_closed(*this);
  if (!parser_.started()) transport_.on_first_byte(*this);
  switch (parser_.feed(data)) {
    case ResponseParser::Progress::kMore:
      return;
    case ResponseParser::Progress::kDone:
      reusable_ = data.empty() && unsent_.empty() && parser_.keep_alive();
      return transport_.on_answer(*this);
    case ResponseParser::Progress::kFailed:
      return transport_.on_broken(*this, ErrorClass::kProtocol);
  }
}

}  // namespace squall

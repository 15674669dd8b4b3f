#include "harness/proxy/session.h"

#include <cerrno>

#include "harness/proxy/socket.h"

namespace squall {
namespace {

constexpr std::uint32_t kWatched = EPOLLIN | EPOLLOUT | EPOLLRDHUP;

}  // namespace

Session::Session(StreamContext& context, SessionOwner& owner, Fd client, Moved& upstream,
                 Moved& downstream, std::uint64_t number)
    : context_(context),
      owner_(owner),
      number_(number),
      client_(*this),
      server_(*this),
      up_(context, client_.socket, server_.socket, upstream),
      down_(context, server_.socket, client_.socket, downstream) {
  client_.socket.fd = std::move(client);
}

Session::~Session() { close(); }

void Session::hang() {
  phase_ = Phase::kHanging;
  context_.loop.watch(client_.socket.fd.get(), EPOLLRDHUP, client_);
}

void Session::dial(const Endpoint& server) {
  if (hangs()) context_.loop.unwatch(client_.socket.fd.get(), client_);
  phase_ = Phase::kConnecting;
  server_.socket.fd = begin_connect(server);
  if (!server_.socket.fd) {
    if (errno == ECONNREFUSED) owner_.on_refused();
    return reset();
  }
  context_.loop.watch(server_.socket.fd.get(), kWatched, server_);
}

void Session::on_ready(End& end, std::uint32_t events) {
  SocketState& socket = end.socket;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) socket.hung_up = true;
  if ((events & EPOLLIN) != 0 || socket.hung_up) socket.readable = true;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) socket.writable = true;
  if (phase_ == Phase::kConnecting && &end == &server_) return connected();
  if (phase_ == Phase::kOpen) return advance();
  if (hangs() && socket.hung_up) reset();
}

void Session::connected() {
  const int error = error_of(server_.socket.fd.get());
  if (error == 0) {
    phase_ = Phase::kOpen;
    // Only now: what a client sends before has to wait in its socket in any case.
    context_.loop.watch(client_.socket.fd.get(), kWatched, client_);
    return;
  }
  if (error == ECONNREFUSED) owner_.on_refused();
  reset();
}

void Session::add_toxic(int id, bool upstream, std::unique_ptr<Toxic> toxic, Touched& touched) {
  (upstream ? up_ : down_).add_toxic(id, std::move(toxic), touched);
}

void Session::remove_toxic(int id) {
  up_.remove_toxic(id);
  down_.remove_toxic(id);
}

Pause Session::pause() const {
  if (up_.last_read() == 0 && down_.last_read() == 0) return Pause::kFresh;
  return down_.last_read() > up_.last_read() ? Pause::kBetween : Pause::kMidway;
}

void Session::advance() {
  using State = Stream::State;
  if (phase_ != Phase::kOpen) return;
  const auto again = [this] { advance(); };
  const State up = up_.advance(again);
  const State down = down_.advance(again);
  if (up == State::kReset || down == State::kReset) return reset();
  const bool ended = up == State::kEnded && down == State::kEnded;
  if (!ended && up != State::kClose && down != State::kClose) return;
  close();
  owner_.on_over(*this);
}

void Session::reset() {
  for (End* end : {&client_, &server_}) {
    if (end->socket.fd) reset_on_close(end->socket.fd);
  }
  close();
  owner_.on_over(*this);
}

void Session::close() {
  for (End* end : {&client_, &server_}) {
    if (!end->socket.fd) continue;
    context_.loop.unwatch(end->socket.fd.get(), *end);
    end->socket.fd.reset();
  }
}

}  // namespace squall

#include "harness/load/curl_reactor.h"

namespace squall {

CurlReactor::Watched& CurlReactor::watched_of(int socket) {
  std::unique_ptr<Watched>& watched = watched_[socket];
  if (watched) return *watched;
  if (unused_.empty()) unused_.push_back(std::make_unique<Watched>(*this));
  watched = std::move(unused_.back());
  unused_.pop_back();
  watched->socket = socket;
  return *watched;
}

void CurlReactor::watch(int socket, Interest interest) {
  Watched& watched = watched_of(socket);
  watched.wanted = (interest.read ? EPOLLIN : 0U) | (interest.write ? EPOLLOUT : 0U);
  // What is no longer wanted stays: of a kept-alive connection it will be again with the next
  // request, and each change is a system call.
  if ((watched.wanted & ~watched.watched) != 0) watch_for(watched, watched.wanted);
}

void CurlReactor::tell(Watched& socket, std::uint32_t events) {
  const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
  const Interest ready{
      .read = (socket.wanted & EPOLLIN) != 0 && (broken || (events & EPOLLIN) != 0),
      .write = (socket.wanted & EPOLLOUT) != 0 && (broken || (events & EPOLLOUT) != 0)};
  if (!ready.read && !ready.write) return watch_for(socket, socket.wanted);
  on_ready(socket.socket, ready);
}

void CurlReactor::watch_for(Watched& socket, std::uint32_t events) {
  const bool was_watched = socket.watched != 0;
  socket.watched = events;
  // libcurl does not always read all there is.
  if (events == 0) {
    loop_.unwatch(socket.socket, socket);
  } else if (was_watched) {
    loop_.rewatch(socket.socket, events, socket, EventLoop::Trigger::kLevel);
  } else {
    loop_.watch(socket.socket, events, socket, EventLoop::Trigger::kLevel);
  }
}

void CurlReactor::forget(int socket) {
  const auto found = watched_.find(socket);
  if (found == watched_.end()) return;
  Watched& watched = *found->second;
  watched.wanted = 0;
  if (watched.watched != 0) watch_for(watched, 0);
  unused_.push_back(std::move(found->second));
  watched_.erase(found);
}

void CurlReactor::call_in(Nanoseconds delay) {
  timer_.start(steady_now() + delay, [this] { on_time(); });
}

}  // namespace squall

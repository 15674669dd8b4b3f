// Waits on the engine's event loop for the sockets and the timer of a TransferLoop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "harness/http/transfer_loop.h"
#include "harness/core/timer.h"

namespace squall {

class CurlReactor final : public TransferReactor {
 public:
  explicit CurlReactor(EventLoop& loop) : loop_(loop), timer_(loop) {}

  std::function<void(int socket, Interest ready)> on_ready;
  std::function<void()> on_time;

  void watch(int socket, Interest interest) override;
  void forget(int socket) override;
  void call_in(Nanoseconds delay) override;

 private:
  // A socket of libcurl's, which opens and closes it. The object stays for the next socket.
  struct Watched final : EventLoop::Watcher {
    explicit Watched(CurlReactor& reactor_) : reactor(reactor_) {}
    void on_ready(std::uint32_t events) override { reactor.tell(*this, events); }

    CurlReactor& reactor;
    int socket = -1;
    std::uint32_t wanted = 0;   ///< By libcurl.
    std::uint32_t watched = 0;  ///< By the event loop.
  };

  Watched& watched_of(int socket);
  void tell(Watched& socket, std::uint32_t events);
  void watch_for(Watched& socket, std::uint32_t events);

  EventLoop& loop_;
  std::unordered_map<int, std::unique_ptr<Watched>> watched_;  ///< By descriptor.
  std::vector<std::unique_ptr<Watched>> unused_;
  Timer timer_;
};

}  // namespace squall

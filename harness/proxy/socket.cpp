#include "harness/proxy/socket.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace squall {

// A port that the kernel chose is given back when the socket stops listening, one that was asked
// for is not: so what it chose is asked for, while the first socket still holds it.
Result<Fd> bind_listener(const std::string& address, std::uint16_t port) {
  const Fd chosen = bind_loopback(port, address);
  Fd socket = chosen ? bind_loopback(local_port(chosen), address) : Fd();
  if (!socket) {
    return fail(fmt::format("cannot bind {} of {}: {}",
                            port == 0 ? "a port" : fmt::format("port {}", port), address,
                            std::strerror(errno)));
  }
  return socket;
}

Fd accept_from(const Fd& listener) {
  Fd socket(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  const int on = 1;
  if (socket) ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

Fd begin_connect(const Endpoint& endpoint) {
  Fd socket = open_socket(endpoint);
  if (!socket) return socket;
  const int error = start_connect(socket, endpoint);
  if (error != 0) socket.reset();
  errno = error;
  return socket;
}

void reset_on_close(const Fd& socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace squall

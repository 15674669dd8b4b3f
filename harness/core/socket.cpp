#include "harness/core/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace squall {

Fd open_socket(const Endpoint& endpoint) {
  Fd socket(::socket(endpoint.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (socket) ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

int start_connect(const Fd& socket, const Endpoint& endpoint) {
  if (::connect(socket.get(), endpoint.data(), endpoint.size()) == 0) return 0;
  return errno == EINPROGRESS ? 0 : errno;
}

int error_of(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

Fd bind_loopback(std::uint16_t port, const std::string& address) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  const bool known = ::inet_pton(AF_INET, address.c_str(), &name.sin_addr) == 1;
  if (!known || (ntohl(name.sin_addr.s_addr) >> 24U) != IN_LOOPBACKNET) {
    errno = EADDRNOTAVAIL;
    return {};
  }
  Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return socket;
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto* const raw = reinterpret_cast<const sockaddr*>(&name);
  if (::bind(socket.get(), raw, sizeof name) != 0) {
    const int error = errno;
    socket.reset();
    errno = error;
  }
  return socket;
}

std::uint16_t local_port(const Fd& socket) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

}  // namespace squall

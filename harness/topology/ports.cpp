#include "harness/topology/ports.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "harness/topology/proc.h"

namespace squall {

Result<PortReservation> reserve_port(std::uint16_t port) {
  Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.get(), raw, size) != 0) {
    const int error = errno;
    if (error != EADDRINUSE) return fail(fmt::format("port {}: {}", port, std::strerror(error)));
    const std::string holder = listener_name(port);
    return fail(fmt::format("port {} is in use{}{}", port, holder.empty() ? "" : " by ", holder));
  }
  if (::getsockname(socket.get(), raw, &size) != 0) {
    return fail(fmt::format("port {}: {}", port, std::strerror(errno)));
  }
  return PortReservation{ntohs(address.sin_port), std::move(socket)};
}

}  // namespace squall

#include "harness/topology/ports.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "harness/core/socket.h"
#include "harness/core/proc.h"

namespace squall {

Result<PortReservation> reserve_port(std::uint16_t port, const std::string& address) {
  Fd socket = bind_loopback(port, address);
  if (!socket) {
    const int error = errno;
    if (error != EADDRINUSE) return fail(fmt::format("port {}: {}", port, std::strerror(error)));
    const std::string holder = listener_name(port);
    return fail(fmt::format("port {} is in use{}{}", port, holder.empty() ? "" : " by ", holder));
  }
  const std::uint16_t number = local_port(socket);
  return PortReservation{number, std::move(socket)};
}

}  // namespace squall

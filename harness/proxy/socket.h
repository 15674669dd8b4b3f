// Sockets as the proxy needs them: non-blocking, TCP, closed on exec.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "harness/core/error.h"
#include "harness/core/fd.h"

namespace squall {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// Asks the resolver; blocks.
Result<SocketAddress> resolve_address(const std::string& host, std::uint16_t port);

/// On 127.0.0.1, on a port that the kernel chooses.
Result<Fd> bind_loopback();
std::uint16_t local_port(const Fd& socket);

/// Without delay for small writes.
Fd accept_from(const Fd& listener);  ///< None: see errno.

/// Begins to connect; the error, if any, is in errno and the descriptor is none.
Fd begin_connect(const SocketAddress& address);
int connect_error(const Fd& socket);  ///< Once it is writable; 0: it is connected.

/// Closing it then sends a reset.
void reset_on_close(const Fd& socket);

}  // namespace squall

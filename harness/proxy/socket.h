// What only the proxy does with sockets; the rest is core/socket.h.
#pragma once

#include "harness/core/error.h"
#include "harness/core/socket.h"

namespace squall {

/// On a port (0: any) of a loopback address that it keeps when it stops listening.
Result<Fd> bind_listener(const std::string& address, std::uint16_t port);

/// Without delay for small writes.
Fd accept_from(const Fd& listener);  ///< None: see errno.

/// A socket that connects; none: the error is in errno.
Fd begin_connect(const Endpoint& endpoint);

/// Closing it then sends a reset.
void reset_on_close(const Fd& socket);

}  // namespace squall

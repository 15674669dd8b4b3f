// What only the proxy does with sockets; the rest is core/socket.h.
#pragma once

#include "harness/core/error.h"
#include "harness/core/socket.h"

namespace squall {

/// On a port of 127.0.0.1 that it keeps when it stops listening.
Result<Fd> bind_listener();

/// Without delay for small writes.
Fd accept_from(const Fd& listener);  ///< None: see errno.

/// A socket that connects; none: the error is in errno.
Fd begin_connect(const Endpoint& endpoint);

/// Closing it then sends a reset.
void reset_on_close(const Fd& socket);

}  // namespace squall

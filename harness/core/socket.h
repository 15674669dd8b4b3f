// TCP sockets that do not block and are closed on exec.
#pragma once

#include <cstdint>
#include <string>

#include "harness/core/endpoint.h"
#include "harness/core/fd.h"

namespace squall {

/// Writes leave it without delay. None: see errno.
Fd open_socket(const Endpoint& endpoint);

/// 0: the connection stands or is under way, and the socket becomes writable once that is decided;
/// else the error.
int start_connect(const Fd& socket, const Endpoint& endpoint);

/// The socket's own error, which is 0 for a connection that stands.
int error_of(int socket);

/// Bound to the port (0: one that the kernel chooses) of a loopback address, with SO_REUSEADDR:
/// connections that the port has seen do not keep it from being used again. None: see errno.
Fd bind_loopback(std::uint16_t port, const std::string& address = "127.0.0.1");
std::uint16_t local_port(const Fd& socket);

}  // namespace squall

// Ports on loopback that nobody else gets while a run lasts.
#pragma once

#include <cstdint>
#include <string>

#include "harness/core/error.h"
#include "harness/core/fd.h"

namespace squall {

/// A socket that is bound to the port and never listens. It keeps the kernel from giving the port
/// to an outgoing connection (and with it, from a connection of the port to itself), while a
/// server that sets SO_REUSEADDR, as servers do, can still bind it and listen. Until then,
/// connections to the port are refused.
struct PortReservation {
  std::uint16_t port = 0;
  Fd socket;
};

/// Reserves `port` of a loopback address, or any free one for 0. The error names who has it.
Result<PortReservation> reserve_port(std::uint16_t port, const std::string& address = "127.0.0.1");

}  // namespace squall

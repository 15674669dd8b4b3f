// The tcp probe: whether a connection is accepted. Nothing is sent.
#pragma once

#include <array>
#include <stop_token>
#include <string>

#include "harness/core/allowed_hosts.h"
#include "harness/core/error.h"
#include "harness/core/fd.h"
#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"

namespace squall::tcp_probe {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "address",
     .type = OptionType::kHostPort,
     .summary = "host:port; a service's ready probe takes the node's by itself.",
     .fallback = "{node.host}:{node.port}"},
}};

/// Connects to "host:port" or "[ipv6]:port" within `timeout`. The error's message is the class of
/// the failure: "connect_refused", "connect_timeout", "dns", …; or says that it is not `allowed`
/// (nullptr: the address is known to be of the system).
Result<Fd> connect_to(const std::string& address, Nanoseconds timeout, std::stop_token stop,
                      const AllowedHosts* allowed = nullptr);

/// Its value: how long it took to connect.
inline Dimension dimension(const Options&) { return Dimension::kTime; }

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

}  // namespace squall::tcp_probe

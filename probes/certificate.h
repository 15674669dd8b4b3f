// The certificate probe: what a TLS server shows of itself.
#pragma once

#include <array>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"

namespace squall::certificate_probe {

inline constexpr std::array<Option, 4> kOptions{{
    {.name = "address",
     .type = OptionType::kHostPort,
     .summary = "host:port of a TLS server.",
     .fallback = "{node.host}:{node.port}"},
    {.name = "server_name",
     .type = OptionType::kTemplate,
     .summary = "The name that the certificate must be for; default: the host."},
    {.name = "ca",
     .type = OptionType::kTemplate,
     .summary = "A file with the authorities that may have signed it, as "
                "\"{topology.dir}/ca.pem\"; default: those of this machine."},
    {.name = "verify",
     .type = OptionType::kBool,
     .summary = "false: chain and name are not looked at.",
     .fallback = "true"},
}};

/// Met if the certificate has not expired, its chain leads to an authority and its name is right.
/// Its value: the days until it expires, below 0 if it has.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

}  // namespace squall::certificate_probe

// The tcp probe: whether a connection is accepted. Nothing is sent.
#pragma once

#include <array>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"

namespace squall::tcp_probe {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "address",
     .type = OptionType::kTemplate,
     .summary = "host:port; a service's ready probe takes the node's by itself.",
     .fallback = "{node.host}:{node.port}"},
}};

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop);

}  // namespace squall::tcp_probe

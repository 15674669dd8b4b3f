// The http probe: one request, and whether its answer is what is expected.
#pragma once

#include <array>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"

namespace squall::http_probe {

inline constexpr std::array<Option, 4> kOptions{{
    {.name = "url",
     .type = OptionType::kTemplate,
     .summary = "What to ask for, as \"{node.url}/ready\".",
     .required = true},
    {.name = "method", .summary = "GET, HEAD, POST, …", .fallback = "GET"},
    {.name = "headers", .type = OptionType::kStringMap, .summary = "Sent with the request."},
    {.name = "body", .type = OptionType::kTemplate, .summary = "Sent with the request."},
}};

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop);

}  // namespace squall::http_probe

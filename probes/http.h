// The http probe: one request, and whether its answer is what is expected.
#pragma once

#include <array>
#include <optional>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/http_methods.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"
#include "probes/value_from.h"

namespace squall::http_probe {

inline constexpr std::array<Option, 6> kOptions{{
    {.name = "url",
     .type = OptionType::kUrl,
     .summary = "What to ask for, as \"{node.url}/ready\".",
     .required = true},
    {.name = "method", .summary = "The HTTP method.", .fallback = "GET", .choices = kHttpMethods},
    {.name = "headers", .type = OptionType::kStringMap, .summary = "Sent with the request."},
    {.name = "body", .type = OptionType::kTemplate, .summary = "Sent with the request."},
    kValueFrom,
    kUnit,
}};

/// How long the answer took, or the number at `value_from` in its body.
Dimension dimension(const Options& options);

/// A `value_from` that is none.
inline std::optional<OptionMistake> mistake(const Options& options) {
  return mistake_in_value_from(options);
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

}  // namespace squall::http_probe

// The log probe: lines that must, or must not, appear in a log.
#pragma once

#include <array>
#include <optional>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"
#include "probes/node_option.h"

namespace squall::log_probe {

inline constexpr std::array<std::string_view, 2> kBeginnings{"start", "now"};
inline constexpr std::array<Option, 6> kOptions{{
    kNodeOption,
    {.name = "file",
     .type = OptionType::kTemplate,
     .summary = "Another log than the node's own output."},
    {.name = "appears",
     .type = OptionType::kStrings,
     .summary = "Regular expressions (ECMAScript); each must be found in a line."},
    {.name = "absent",
     .type = OptionType::kStrings,
     .summary = "Regular expressions of which none may be found in any line."},
    {.name = "count",
     .summary = "A regular expression; its value is how many lines it is found in. Default: those "
                "of `appears` and `absent`."},
    {.name = "from",
     .summary = "now: only what is written after its first look.",
     .fallback = "start",
     .choices = kBeginnings},
}};

/// No pattern at all, or one that is no regular expression.
std::optional<OptionMistake> mistake(const Options& options);

/// Looks at what was written since the sample before; its value counts from the beginning.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

}  // namespace squall::log_probe

// The process probe: a node's processes, seen from outside through /proc.
#pragma once

#include <array>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"
#include "probes/node_option.h"

namespace squall::process_probe {

inline constexpr std::array<std::string_view, 6> kFields{"alive",       "rss",     "cpu",
                                                         "descriptors", "threads", "restarts"};
inline constexpr std::array<Option, 2> kOptions{{
    kNodeOption,
    {.name = "field",
     .summary = "Its value. alive: 1 or 0; rss: resident memory; cpu: processors in use since the "
                "sample before (0.5: half of one); restarts: how often it was started again. All "
                "processes of the node together.",
     .fallback = "alive",
     .choices = kFields},
}};

/// Of the field.
Dimension dimension(const Options& options);

/// Met if the node's process is alive.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

}  // namespace squall::process_probe

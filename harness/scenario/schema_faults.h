// The tables of [[phase.fault]] repeat and of [phase.random], for schema_scenario.cpp.
#pragma once

#include <array>

#include "harness/model/kind.h"

namespace squall::schema {

inline constexpr auto kRepeat = std::to_array<Option>({
    {.name = "every",
     .type = OptionType::kDuration,
     .summary = "From one injection to the next; longer than `for`.",
     .required = true},
    {.name = "times",
     .type = OptionType::kInteger,
     .summary = "How often in all.",
     .required = true,
     .minimum = 2,
     .maximum = 1000},
});

inline constexpr auto kRandomFault = std::to_array<Option>({
    {.name = "name", .summary = "What is drawn is called NAME-1, NAME-2, …; default: the kind."},
    {.name = "kind", .summary = "A kind of fault.", .required = true},
    {.name = "target",
     .type = OptionType::kTarget,
     .summary = "As of a [[phase.fault]]; draws such as [any] are made for each fault.",
     .required = true},
    {.name = "weight",
     .type = OptionType::kNumber,
     .summary = "How often it is drawn, compared with the others.",
     .fallback = "1",
     .minimum = 0.001,
     .maximum = 1000},
    {.name = "enabled",
     .type = OptionType::kBool,
     .summary = "false: it is never drawn.",
     .fallback = "true"},
});

inline constexpr auto kRandom = std::to_array<Option>({
    {.name = "count",
     .type = OptionType::kInteger,
     .summary = "How many faults.",
     .required = true,
     .minimum = 1,
     .maximum = 1000},
    {.name = "for",
     .type = OptionType::kStrings,
     .summary = "How long each lasts: [\"1s\", \"5s\"] is from 1 s to 5 s, \"2s\" always that.",
     .required = true},
    {.name = "at_most",
     .type = OptionType::kInteger,
     .summary = "Faults at once; [safety] max_nodes_down holds as well.",
     .fallback = "2",
     .minimum = 1,
     .maximum = 1000},
    {.name = "gap",
     .type = OptionType::kDuration,
     .summary = "From the end of a fault to the next one of the same node or link, at least; "
                "until then its node counts as down.",
     .fallback = "1s"},
    {.name = "fault",
     .type = OptionType::kTableList,
     .summary = "What may be drawn.",
     .required = true,
     .fields = kRandomFault},
});

}  // namespace squall::schema

// The tables of [[phase.fault]] proof and repeat and of [phase.random], for schema_scenario.cpp.
#pragma once

#include <array>

#include "harness/model/kind.h"
#include "harness/scenario/schema_tables.h"

namespace squall::schema {

inline constexpr auto kProofFields = std::to_array<Option>({
    {.name = "probe", .summary = "A kind of probe.", .fallback = "http"},
    {.name = "within",
     .type = OptionType::kDuration,
     .summary = "Of the injection; it is sampled until then.",
     .fallback = "1s"},
    {.name = "timeout",
     .type = OptionType::kDuration,
     .summary = "Of one sample.",
     .fallback = "500ms"},
    {.name = "interval",
     .type = OptionType::kDuration,
     .summary = "Between samples.",
     .fallback = "20ms"},
    {.name = "expect", .type = OptionType::kExpect, .summary = "What an answer must look like."},
    kValueOption,
});

inline constexpr Option kProofOption{
    .name = "proof",
    .type = OptionType::kTable,
    .summary =
        "What shows that it took effect, besides its own evidence: seen while it is in, and "
        "not before. {node.…} is the target.",
    .fields = kProofFields};

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
    kProofOption,
});

inline constexpr auto kRandom = std::to_array<Option>({
    {.name = "count",
     .type = OptionType::kInteger,
     .summary = "How many faults, at times that are drawn; or else `rate`.",
     .minimum = 1,
     .maximum = 1000},
    {.name = "rate",
     .type = OptionType::kRate,
     .summary = "How often they come on average, \"6/m\": independently of one another (a Poisson "
                "process), so that their number differs from seed to seed.",
     .minimum = 0.0001,
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
    {.name = "cooldown",
     .type = OptionType::kDuration,
     .summary = "From the end of a fault to the next one anywhere that does not overlap it, at "
                "least: time to see clients recover.",
     .fallback = "0s"},
    {.name = "fault",
     .type = OptionType::kTableList,
     .summary = "What may be drawn.",
     .required = true,
     .fields = kRandomFault},
});

}  // namespace squall::schema

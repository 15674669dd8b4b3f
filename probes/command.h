// The command probe: a program's exit code and what it writes.
#pragma once

#include <array>
#include <optional>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"
#include "probes/value_from.h"

namespace squall::command_probe {

inline constexpr std::array<Option, 4> kOptions{{
    {.name = "run",
     .type = OptionType::kTemplates,
     .summary =
         "The program and its arguments, without a shell, in the topology's folder. When its "
         "`timeout` is over, all that it started ends with it.",
     .required = true},
    {.name = "exit_code",
     .type = OptionType::kInteger,
     .summary = "With which it must end.",
     .fallback = "0",
     .maximum = 255},
    kValueFrom,
    kUnit,
}};

/// An empty `run`, or a `value_from` that is none.
std::optional<OptionMistake> mistake(const Options& options);

/// Met if it ended with the exit code and its output is what `expect` says of a body. Its value is
/// the number at `value_from` in the output, or the exit code.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

}  // namespace squall::command_probe

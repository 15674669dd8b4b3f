// Whether a session, token or log-in that was given before the first fault still works after the
// last healing.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::session_survival {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "opened_by",
     .summary = "The step that gives a virtual user its session, in an iteration or the set-up.",
     .required = true},
    {.name = "used_by",
     .type = OptionType::kStrings,
     .summary = "Steps that need the session. Default: every other step of the iterations."},
    {.name = "lost",
     .type = OptionType::kInteger,
     .summary = "Sessions that may no longer work.",
     .fallback = "0"},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::session_survival

// Whether two nodes ever held a role at the same time, such as leader: each node is asked again and
// again, and an answer that is as expected says that it holds the role.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::at_most_one {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "overlap",
     .type = OptionType::kDuration,
     .summary = "How long two nodes may hold it at the same time, as told by answers one after the "
                "other.",
     .fallback = "0s"},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::at_most_one

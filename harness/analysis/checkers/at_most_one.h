// Whether two nodes ever held a role at the same time, such as leader. Either each node is asked
// again and again, and an answer that is as expected says that it holds the role; or the nodes'
// logs say who gained and who lost it; or both.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::at_most_one {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "overlap",
     .type = OptionType::kDuration,
     .summary = "How long two nodes may hold it at the same time, as told by answers or looks into "
                "the logs one after the other.",
     .fallback = "0s"},
    {.name = "service",
     .summary = "With `gained` and `lost`: whose nodes' output tells; the run has started them."},
    {.name = "gained",
     .summary = "A regular expression (ECMAScript), found in a line that says that its node holds "
                "the role from now on."},
    {.name = "lost",
     .summary = "The same, of a line that says that it holds it no longer. A node that ends has "
                "lost it as well."},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::at_most_one

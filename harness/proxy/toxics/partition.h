// partition: the nodes of a service are cut off from one another, in a shape.
//
// On each leg it does what `timeout` does; which legs it cuts is drawn in the plan
// (harness/scenario/partition.h).
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"
#include "harness/proxy/toxics/timeout.h"

namespace squall::partition {

inline constexpr std::array<std::string_view, 6> kShapes{"one",    "primary", "minority",
                                                         "halves", "ring",    "bridge"};
inline constexpr std::array<std::string_view, 3> kOneWays{"none", "from", "to"};

inline constexpr std::array<Option, 3> kOptions{{
    {.name = "shape",
     .summary = "Which nodes see one another. one: all but a single one; primary: all but the "
                "one in use; minority: those of a majority, and the others; halves; ring: each its "
                "two neighbours; bridge: the "
                "members of two halves, and one node sees all. Who is where is drawn.",
     .fallback = "one",
     .choices = kShapes},
    {.name = "groups",
     .type = OptionType::kStrings,
     .summary =
         "In place of a shape: the indices of nodes that see one another, as [\"0,1\", \"2\"]."},
    {.name = "one_way",
     .summary =
         "Cuts only connections that the first group opens (from) or takes (to); of a ring or "
         "bridge, both ways are always cut.",
     .fallback = "none",
     .choices = kOneWays},
}};

}  // namespace squall::partition

// Whether what was acknowledged is there: every key that was written is read back after the load,
// and must have its newest acknowledged value, or one that may take effect at any time.
#pragma once

#include <array>
#include <memory>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall::durability {

inline constexpr auto kOptions = std::to_array<Option>({
    {.name = "lost",
     .type = OptionType::kInteger,
     .summary = "Keys that may lack their newest acknowledged value at the end.",
     .fallback = "0"},
    {.name = "unexpected",
     .type = OptionType::kInteger,
     .summary = "Keys that may have a value which nobody wrote.",
     .fallback = "0"},
    {.name = "duplicated",
     .type = OptionType::kInteger,
     .summary = "Keys that may have the value of another key.",
     .fallback = "0"},
    {.name = "resurrected",
     .type = OptionType::kInteger,
     .summary =
         "Of the lost ones, those in which an old value came back after a newer one had been "
         "read, or after a delete. Default: no limit of its own."},
    {.name = "recovered_late",
     .type = OptionType::kInteger,
     .summary = "Keys that may have shown an old value or none, and have the right one at the end. "
                "Default: no limit."},
    {.name = "missing_copies",
     .type = OptionType::kInteger,
     .summary = "Where each node is read: copies that may be old or missing while another node has "
                "the right one.",
     .fallback = "0"},
});

std::unique_ptr<Checker> make(const CheckerScope& scope);

}  // namespace squall::durability

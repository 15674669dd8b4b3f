// http_header: a header of the answer is set or removed.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::http_header {

inline constexpr std::array<Option, 2> kOptions{{
    {.name = "header", .summary = "Its name.", .required = true},
    {.name = "value", .summary = "In place of the server's; without it, the header is removed."},
}};

std::optional<OptionMistake> mistake(const Options& options);
ExchangeToxicMaker compile(const Options& options);

}  // namespace squall::http_header

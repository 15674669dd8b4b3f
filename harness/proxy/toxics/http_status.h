// http_status: a request is answered with a given status.
//
// The server is asked, and its answer is thrown away. So a write is carried out that the client
// takes for refused, the worst case for clients that try again; and answers stay in their order on
// a connection on which several requests wait.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::http_status {

inline constexpr std::array<Option, 4> kOptions{{
    {.name = "status",
     .type = OptionType::kInteger,
     .summary = "Of the answer: 503, 429, …; the server's own is thrown away.",
     .required = true,
     .minimum = 200,
     .maximum = 599},
    {.name = "retry_after",
     .type = OptionType::kDuration,
     .summary = "Whole seconds, as a Retry-After header; without it there is none."},
    {.name = "body", .summary = "Of the answer; without it, it is empty."},
    {.name = "content_type", .summary = "Of this body.", .fallback = "text/plain"},
}};

std::optional<OptionMistake> mistake(const Options& options);
ExchangeToxicMaker compile(const Options& options);

}  // namespace squall::http_status

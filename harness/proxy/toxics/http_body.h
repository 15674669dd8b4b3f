// http_body: the body of an answer is not what it should be, in one of four ways.
//
// truncate: the head stays as it is, Content-Length included, and the connection is closed in the
// body. garbage: the head stays and a body of bytes that are no text, well framed. wrong_json: a
// JSON document of another shape. empty: status 200 and no body. An answer that has no body passes
// untouched.
#pragma once

#include <array>

#include "harness/proxy/toxic_kind.h"

namespace squall::http_body {

inline constexpr std::array<std::string_view, 4> kHow{"truncate", "garbage", "wrong_json", "empty"};

inline constexpr std::array<Option, 2> kOptions{{
    {.name = "how",
     .summary = "truncate: closed in the body; garbage: no text; wrong_json: another shape; "
                "empty: 200 and nothing.",
     .required = true,
     .choices = kHow},
    {.name = "after",
     .type = OptionType::kBytes,
     .summary = "For truncate: bytes of the body (as framed) that pass; one is missing at least.",
     .fallback = "0"},
}};

std::optional<OptionMistake> mistake(const Options& options);
ExchangeToxicMaker compile(const Options& options);

}  // namespace squall::http_body

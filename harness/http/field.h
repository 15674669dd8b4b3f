// The words that heads of requests and answers are made of (RFC 9110, 5.6).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "harness/http/answer.h"

namespace squall {

/// Whether `c` may stand in a token: a method, or the name of a header.
bool is_token_char(char c);
bool is_token(std::string_view text);

/// The field of a line of a head, without its end; nothing if its name is no token.
std::optional<HeaderField> parse_field(std::string_view line);

/// Control characters, all of them but tabs.
std::size_t count_controls(std::string_view text);

/// Without the spaces and tabs around it.
std::string_view trimmed_field(std::string_view text);

/// Whether the comma-separated `list` holds `word`, in upper or lower case.
bool list_holds(std::string_view list, std::string_view word);

}  // namespace squall

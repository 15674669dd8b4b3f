// The words that heads of requests and answers are made of (RFC 9110, 5.6).
#pragma once

#include <cstddef>
#include <string_view>

namespace squall {

/// Whether `c` may stand in a token: a method, or the name of a header.
bool is_token_char(char c);

/// How much of the beginning of `text` is a token.
std::size_t token_length(std::string_view text);
inline bool is_token(std::string_view text) {
  return !text.empty() && token_length(text) == text.size();
}

/// Control characters, all of them but tabs.
std::size_t count_controls(std::string_view text);

/// Without the spaces and tabs around it.
std::string_view trimmed_field(std::string_view text);

/// Whether the comma-separated `list` holds `word`, in upper or lower case.
bool list_holds(std::string_view list, std::string_view word);

}  // namespace squall

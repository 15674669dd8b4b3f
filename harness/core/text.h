// Small operations on text that more than one layer needs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace squall {

/// The candidate nearest to `name` (Damerau-Levenshtein), or empty when none is close enough to be
/// what the author meant (more than a third of the letters differ).
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

/// "a, b and c"; empty for no items.
std::string join_names(std::span<const std::string> names, std::string_view last_word = "and");

std::vector<std::string> split(std::string_view text, char separator);

std::string_view trim(std::string_view text);

/// Compares without regard to the case of ASCII letters, as header names are.
bool equal_names(std::string_view a, std::string_view b);

/// Percent-encodes everything but RFC 3986's unreserved characters.
std::string percent_encode(std::string_view text);

/// The inside of a JSON string literal: quotes, backslashes and control characters escaped.
std::string json_escape(std::string_view text);

/// `text` as valid UTF-8 of at most `max_bytes`: ill-formed bytes become U+FFFD, a cut is marked
/// with an ellipsis. For everything that came from a target.
std::string clean_utf8(std::string_view text, std::size_t max_bytes);

}  // namespace squall

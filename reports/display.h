// Text laid out in columns of a terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace squall {

/// One line that cannot steer a terminal or a reader: line breaks and tabs become spaces, other
/// control characters and the marks that turn the direction of text become U+FFFD.
std::string one_line(std::string_view text);

/// Columns of one-line UTF-8 text: one for each code point (wide and combining marks count as one).
std::size_t columns(std::string_view text);

/// `text` in at most `width` columns; a cut is marked with an ellipsis.
std::string fitted(std::string_view text, std::size_t width);

/// `text` broken at spaces into lines of at most `width` columns, at most `lines` of them.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t lines);

std::string padded(std::string_view text, std::size_t width);         ///< On the right.
std::string right_aligned(std::string_view text, std::size_t width);  ///< Padded on the left.

}  // namespace squall

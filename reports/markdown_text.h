// Text inside Markdown that must stay text.
#pragma once

#include <string>
#include <string_view>

namespace squall {

/// One line of at most `max_bytes` in which every character that could form markup, a link, a
/// mention or HTML is a character reference.
std::string markdown_text(std::string_view text, std::size_t max_bytes = 400);

/// A code span that holds `text` on one line, safe in a table's cell too.
std::string markdown_code(std::string_view text, std::size_t max_bytes = 400);

/// A fenced block that `text` cannot close.
std::string markdown_block(std::string_view text, std::size_t max_bytes = 4000);

}  // namespace squall

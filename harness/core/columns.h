// How much of a text fits into the columns of a terminal.
#pragma once

#include <cstddef>
#include <string_view>

namespace squall {

/// The beginning of valid UTF-8 `text` that takes at most so many columns, of which each character
/// takes one; `columns` is less by those afterwards.
inline std::string_view take_columns(std::string_view text, std::size_t& columns) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) continue;
    if (columns == 0) return text.substr(0, i);
    --columns;
  }
  return text;
}

}  // namespace squall

#include "reports/display.h"

#include <algorithm>
#include <limits>

#include "harness/core/text.h"

namespace squall {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The code point of the well-formed sequence `bytes`.
char32_t decoded(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  if (bytes.size() == 1) return first;
  char32_t code = first & (0xffu >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) code = (code << 6) | (static_cast<unsigned char>(c) & 0x3f);
  return code;
}

bool is_unsafe(char32_t code) {
  const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const bool line_end = code == 0x2028 || code == 0x2029;
  // Unicode's Bidi_Control property, and the byte-order mark.
  const bool direction = code == 0x061c || code == 0x200e || code == 0x200f ||
                         (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return control || line_end || direction || code == 0xfeff;
}

}  // namespace

std::string one_line(std::string_view text) {
  const std::string clean = clean_utf8(text, std::numeric_limits<std::size_t>::max());
  std::string line;
  for (std::size_t at = 0; at < clean.size();) {
    std::size_t end = at + 1;
    while (end < clean.size() && continues(clean[end])) ++end;
    const std::string_view sequence = std::string_view(clean).substr(at, end - at);
    const char32_t code = decoded(sequence);
    if (code == '\n' || code == '\t' || code == '\r') {
      line += ' ';
    } else {
      line += is_unsafe(code) ? kReplacement : sequence;
    }
    at = end;
  }
  return line;
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string fitted(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  std::size_t at = 0;
  for (std::size_t column = 0; at < text.size(); ++at) {
    if (continues(text[at])) continue;
    if (++column == width) break;
  }
  return std::string(text.substr(0, at)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t lines) {
  std::vector<std::string> result;
  while (columns(text) > width && result.size() + 1 < lines) {
    // The longest prefix that fits, back to its last space; a word that is too long is broken.
    const std::string prefix = fitted(text, width + 1);
    const std::size_t bytes = prefix.size() - std::string_view("…").size();
    const std::size_t space = text.substr(0, bytes + 1).rfind(' ');
    const std::size_t cut = space == text.npos || space == 0 ? bytes : space;
    result.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  result.push_back(fitted(text, width));
  return result;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::string right_aligned(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(used < width ? width - used : 0, ' ') + std::string(text);
}

}  // namespace squall

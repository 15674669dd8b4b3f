#include "harness/http/field.h"

#include <algorithm>
#include <array>

#include "harness/http/answer.h"

namespace squall {
namespace {

// RFC 9110, 5.6.2.
constexpr std::array<bool, 256> token_table() {
  std::array<bool, 256> table{};
  for (unsigned c = '0'; c <= '9'; ++c) table.at(c) = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) table.at(c) = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) table.at(c) = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) {
    table.at(static_cast<unsigned char>(c)) = true;
  }
  return table;
}
constexpr auto kTokenChars = token_table();

}  // namespace

bool is_token_char(char c) { return kTokenChars[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

// No early exit, so that the compiler can test many bytes at once.
std::size_t count_controls(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    count += static_cast<unsigned>((byte < 0x20) & (byte != '\t')) | (byte == 0x7f);
  }
  return count;
}

std::string_view trimmed_field(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool list_holds(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (equal_names(trimmed_field(list.substr(0, comma)), word)) return true;
    if (comma == list.npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace squall

#include "harness/http/field.h"

#include <array>

#include "harness/core/text.h"

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

// How much of the beginning of the text is a token.
std::size_t token_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_token_char(text[length])) ++length;
  return length;
}

}  // namespace

bool is_token_char(char c) { return kTokenChars[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) { return !text.empty() && token_length(text) == text.size(); }

std::optional<HeaderField> parse_field(std::string_view line) {
  const std::size_t name = token_length(line);
  if (name == 0 || name == line.size() || line[name] != ':') return std::nullopt;
  return HeaderField{line.substr(0, name), trimmed_field(line.substr(name + 1))};
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
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
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

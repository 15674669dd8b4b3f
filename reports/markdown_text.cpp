#include "reports/markdown_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/text.h"
#include "reports/display.h"

namespace squall {
namespace {

std::size_t longest_run(std::string_view text, char c) {
  std::size_t longest = 0, run = 0;
  for (const char each : text) {
    run = each == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Whether the character at `i` could take part in markup, HTML or an automatic link there.
bool is_markup(std::string_view line, std::size_t i) {
  constexpr std::string_view kAlways = "&<`*[]\\|~#@!$";
  const char c = line[i];
  const char before = i == 0 ? ' ' : line[i - 1];
  const char after = i + 1 == line.size() ? ' ' : line[i + 1];
  if (c == '_') return !is_alphanumeric(before) || !is_alphanumeric(after);
  if (c == ':') return after != ' ';  // https://, :emoji:
  if (c == '.') return i >= 3 && line.substr(i - 3, 3) == "www";
  if (c == '>') return i == 0;
  return kAlways.find(c) != kAlways.npos;
}

}  // namespace

std::string markdown_text(std::string_view text, std::size_t max_bytes) {
  const std::string line = one_line(clean_utf8(text, max_bytes));
  std::string result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (is_markup(line, i)) {
      result += fmt::format("&#{};", static_cast<int>(line[i]));
    } else {
      result += line[i];
    }
  }
  return result;
}

std::string markdown_code(std::string_view text, std::size_t max_bytes) {
  const std::string line = one_line(clean_utf8(text, max_bytes));
  if (trim(line).empty()) return "";
  const std::string fence(longest_run(line, '`') + 1, '`');
  const std::string_view space = line.front() == '`' || line.back() == '`' ? " " : "";
  std::string cell;
  for (const char c : line) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return fmt::format("{0}{1}{2}{1}{0}", fence, space, cell);
}

std::string markdown_block(std::string_view text, std::size_t max_bytes) {
  std::string block;
  for (const std::string& line : split(clean_utf8(text, max_bytes), '\n')) {
    block += one_line(line);
    block += '\n';
  }
  const std::string fence(std::max<std::size_t>(3, longest_run(block, '`') + 1), '`');
  return fmt::format("{0}text\n{1}{0}\n", fence, block);
}

}  // namespace squall

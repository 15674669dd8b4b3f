// Dates in cookies: read as leniently as RFC 6265, 5.1.1 demands.
#include <algorithm>
#include <array>
#include <chrono>

#include "harness/http/answer.h"
#include "harness/http/cookies.h"

namespace squall {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_delimiter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2f) || (byte >= 0x3b && byte <= 0x40) ||
         (byte >= 0x5b && byte <= 0x60) || (byte >= 0x7b && byte <= 0x7e);
}

// A number of `least` to `most` digits at the front of `text`, which no further digit follows.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < text.size() && digits <= most && is_digit(text[digits])) {
    value = value * 10 + (text[digits++] - '0');
  }
  if (digits < least || digits > most) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

struct Parts {
  std::optional<std::chrono::seconds> time;
  std::optional<int> day, month, year;
};

std::optional<std::chrono::seconds> time_of(std::string_view token) {
  const auto hours = take_number(token, 1, 2);
  if (!hours || !token.starts_with(':')) return std::nullopt;
  token.remove_prefix(1);
  const auto minutes = take_number(token, 1, 2);
  if (!minutes || !token.starts_with(':')) return std::nullopt;
  token.remove_prefix(1);
  const auto seconds = take_number(token, 1, 2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds);
}

std::optional<int> month_of(std::string_view token) {
  constexpr std::array<std::string_view, 12> kNames{"jan", "feb", "mar", "apr", "may", "jun",
                                                    "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (equal_names(token.substr(0, 3), kNames[i])) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

// Each token is the first of time, day, month and year that it can be and that is still missing.
void note(std::string_view token, Parts& parts) {
  if (!parts.time) {
    parts.time = time_of(token);
    if (parts.time) return;
  }
  std::string_view rest = token;
  if (!parts.day) {
    parts.day = take_number(rest, 1, 2);
    if (parts.day) return;
  }
  if (!parts.month) {
    parts.month = month_of(token);
    if (parts.month) return;
  }
  rest = token;
  if (!parts.year) parts.year = take_number(rest, 2, 4);
}

}  // namespace

std::optional<std::int64_t> parse_cookie_date(std::string_view text) {
  Parts parts;
  while (!text.empty()) {
    const auto start = std::find_if_not(text.begin(), text.end(), is_delimiter);
    const auto end = std::find_if(start, text.end(), is_delimiter);
    if (start != end) note({start, static_cast<std::size_t>(end - start)}, parts);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  if (!parts.time || !parts.day || !parts.month || !parts.year) return std::nullopt;
  int year = *parts.year;
  if (year >= 70 && year <= 99) year += 1900;
  if (year >= 0 && year <= 69) year += 2000;
  if (year < 1601) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(*parts.month)),
                                         std::chrono::day(static_cast<unsigned>(*parts.day))};
  if (!date.ok()) return std::nullopt;
  const auto at = std::chrono::sys_days(date).time_since_epoch() + *parts.time;
  return std::chrono::duration_cast<std::chrono::seconds>(at).count();
}

}  // namespace squall

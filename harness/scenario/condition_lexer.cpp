#include "harness/scenario/condition_lexer.h"

#include <array>
#include <charconv>
#include <vector>

#include "harness/core/text.h"

namespace squall {
namespace {

using TokenKind = ConditionToken::Kind;

struct Unit {
  std::string_view name;
  double factor;
  Dimension dimension;
  std::string_view exponent = {};  ///< Of ten, on top of the factor.
};

constexpr std::array kUnits = std::to_array<Unit>({
    {"%", 1, Dimension::kRatio, "e-2"},
    {"ms", 1, Dimension::kTime, "e-3"},
    {"s", 1, Dimension::kTime},
    {"m", 60, Dimension::kTime},
    {"/s", 1, Dimension::kRate},
    {"KiB", 1024, Dimension::kBytes},
    {"MiB", 1024.0 * 1024, Dimension::kBytes},
    {"GiB", 1024.0 * 1024 * 1024, Dimension::kBytes},
});

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t skip_space(std::string_view source, std::size_t at) {
  while (at < source.size() && is_space(source[at])) ++at;
  return at;
}

std::size_t word_end(std::string_view source, std::size_t at) {
  while (at < source.size() && (is_letter(source[at]) || is_digit(source[at]))) ++at;
  return at;
}

// What could be a unit at `at`: "%", "/s" or a word; empty if there is nothing of the kind.
std::string_view unit_text(std::string_view source, std::size_t at) {
  const std::string_view rest = source.substr(at);
  if (rest.starts_with('%')) return rest.substr(0, 1);
  if (rest.starts_with("/s") && word_end(source, at + 1) == at + 2) return rest.substr(0, 2);
  return source.substr(at, word_end(source, at) - at);
}

// What the digits say in base units. An exponent is read with them, not multiplied: 99.9 * 0.01 is
// more than the nearest number to 0.999, which is what 999 of 1000 operations are.
double in_base_units(std::string_view digits, const Unit& unit) {
  std::string text(digits);
  text += unit.exponent;
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number * unit.factor;
}

ConditionToken number_token(std::string_view source, std::size_t at) {
  ConditionToken token{TokenKind::kNumber, at, {}, 0, Dimension::kNone};
  const char* const begin = source.data() + at;
  const auto [rest, error] =
      std::from_chars(begin, source.data() + source.size(), token.number, std::chars_format::fixed);
  if (error != std::errc{}) token.kind = TokenKind::kBad;
  const auto digits = static_cast<std::size_t>(rest - begin);
  std::size_t end = at + (digits == 0 ? 1 : digits);
  const std::size_t unit_at = skip_space(source, end);
  const std::string_view word = unit_text(source, unit_at);
  // "5 for 2s": a word after a space is a unit only if it is one.
  bool known = word.empty() || (unit_at != end && word == "for");
  for (const Unit& unit : kUnits) {
    if (unit.name != word) continue;
    token.number = in_base_units(source.substr(at, digits), unit);
    token.dimension = unit.dimension;
    end = unit_at + word.size();
    known = true;
  }
  if (!known) {
    token.kind = TokenKind::kBad;
    end = unit_at + word.size();
  }
  token.text = source.substr(at, end - at);
  return token;
}

std::size_t name_end(std::string_view source, std::size_t at, bool in_arguments) {
  const auto belongs = [&](char c) {
    return is_letter(c) || is_digit(c) || c == '.' ||
           (in_arguments && (c == '-' || c == '[' || c == ']'));
  };
  while (at < source.size() && belongs(source[at])) ++at;
  return at;
}

}  // namespace

ConditionToken next_token(std::string_view source, std::size_t from, bool in_arguments) {
  const std::size_t at = skip_space(source, from);
  if (at >= source.size()) return {TokenKind::kEnd, source.size(), {}, 0, Dimension::kNone};
  const char c = source[at];
  // Before a field: "probe(memory).value_max".
  const bool dot = c == '.' && at + 1 < source.size() && is_letter(source[at + 1]);
  if (dot) return {TokenKind::kSymbol, at, source.substr(at, 1), 0, Dimension::kNone};
  if (is_digit(c) || c == '.') return number_token(source, at);
  if (is_letter(c)) {
    const std::size_t end = name_end(source, at, in_arguments);
    return {TokenKind::kName, at, source.substr(at, end - at), 0, Dimension::kNone};
  }
  for (const std::string_view symbol :
       {"<=", ">=", "==", "<", ">", "+", "-", "*", "/", "(", ")", ","}) {
    if (source.substr(at).starts_with(symbol)) {
      return {TokenKind::kSymbol, at, source.substr(at, symbol.size()), 0, Dimension::kNone};
    }
  }
  // A whole UTF-8 sequence, so that "≥" can be quoted in the message.
  std::size_t end = at + 1;
  while (end < source.size() && (static_cast<unsigned char>(source[end]) & 0xc0) == 0x80) ++end;
  return {TokenKind::kBad, at, source.substr(at, end - at), 0, Dimension::kNone};
}

std::string unit_names() {
  std::vector<std::string> names;
  for (const Unit& unit : kUnits) names.emplace_back(unit.name);
  return join_names(names);
}

}  // namespace squall

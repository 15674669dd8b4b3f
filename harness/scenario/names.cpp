#include "harness/scenario/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_word(std::string_view name) {
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool is_printable(std::string_view name) {
  constexpr std::size_t kLongest = 100;
  return !name.empty() && name.size() <= kLongest &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != '\'' && c != '"';
         });
}

}  // namespace

void Names::add(const Section& section) {
  if (!section.has("name")) return;
  const std::string name = section.text("name");
  if (style_ == NameStyle::kWord && !is_word(name)) {
    section.error("name", fmt::format("'{}' cannot be the name of a {}", name, what_),
                  "write letters, digits, - and _, and a letter first");
  } else if (!is_printable(name)) {
    section.error("name", fmt::format("this cannot be the name of a {}", what_),
                  "write up to 100 characters, and no quotes");
  }
  add_new(name, section);
}

void Names::add_derived(const std::string& name, const Section& section) { add_new(name, section); }

void Names::add_new(const std::string& name, const Section& section) {
  const Position& position = section.position("name");
  const auto [known, is_new] = places_.emplace(
      name, fmt::format("{}:{}", position.file ? *position.file : "", position.line));
  if (is_new) return;
  section.error("name", fmt::format("another {} is called '{}'", what_, name),
                fmt::format("that one is at {}; give this one a `name` of its own", known->second));
}

}  // namespace squall

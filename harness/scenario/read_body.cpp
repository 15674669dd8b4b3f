// Bodies of requests: as they are, as a form, as JSON.
#include <fmt/format.h>

#include "harness/core/text.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

using Encode = std::string (*)(std::string_view text);

// The source of a template whose literal parts are encoded, and whose references get `filter`
// unless they have one of their own.
std::string encoded_source(const std::string& source, Encode encode, std::string_view filter) {
  std::string encoded;
  const Template parsed(source);
  for (const Template::Segment& segment : parsed.segments()) {
    if (!segment.reference) {
      for (const char c : encode(segment.text)) encoded += c == '{' ? "{{" : std::string(1, c);
      continue;
    }
    const std::string_view own = segment.filter == Template::Filter::kUrl    ? "url"
                                 : segment.filter == Template::Filter::kJson ? "json"
                                                                             : filter;
    encoded += fmt::format("{{{}|{}}}", segment.text, own);
  }
  return encoded;
}

std::string form_source(const TomlNode& form) {
  std::string source;
  for (const TomlEntry& entry : *form.table()) {
    if (!source.empty()) source += '&';
    source += percent_encode(entry.key) + "=" +
              encoded_source(scalar_text(entry.value), percent_encode, "url");
  }
  return source;
}

// A structural `{` of JSON is followed by a quote or by `}`, so it never reads as a reference.
std::string json_source(const TomlNode& node) {
  if (node.text() != nullptr) {
    return fmt::format("\"{}\"", encoded_source(*node.text(), json_escape, "json"));
  }
  std::string source;
  if (const auto* items = node.array()) {
    for (const TomlNode& item : *items) {
      source += source.empty() ? "" : ",";
      source += json_source(item);
    }
    return fmt::format("[{}]", source);
  }
  if (const auto* entries = node.table()) {
    for (const TomlEntry& entry : *entries) {
      source += fmt::format("{}\"{}\":", source.empty() ? "" : ",", json_escape(entry.key));
      source += json_source(entry.value);
    }
    return fmt::format("{{{}}}", source);
  }
  return scalar_text(node);
}

}  // namespace

std::pair<Template, std::string> read_body(const Section& section) {
  std::vector<std::string> given;
  for (const char* key : {"body", "form", "json_body", "body_file"}) {
    if (section.has(key)) given.emplace_back(key);
  }
  if (given.size() > 1) {
    section.error(given[1],
                  fmt::format("{} has both '{}' and '{}'", section.label(), given[0], given[1]),
                  "give one of them");
  }
  if (const TomlNode* form = section.given("form")) {
    return {Template(form_source(*form)), "application/x-www-form-urlencoded"};
  }
  if (const TomlNode* json = section.given("json_body")) {
    return {Template(json_source(*json)), "application/json"};
  }
  return {section.text_template("body"), ""};
}

}  // namespace squall

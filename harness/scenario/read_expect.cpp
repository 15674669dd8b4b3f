// `expect` and `rejected`, and the small languages inside them.
#include <fmt/format.h>

#include <charconv>
#include <regex>

#include "harness/scenario/schema.h"
#include "harness/scenario/section.h"

namespace squall {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::optional<StatusRange> make_range(std::string_view low, std::string_view high) {
  StatusRange range;
  if (low.size() != 3 || high.size() != 3 || !is_digits(low) || !is_digits(high)) {
    return std::nullopt;
  }
  std::from_chars(low.data(), low.data() + 3, range.low);
  std::from_chars(high.data(), high.data() + 3, range.high);
  const bool real = range.low >= 100 && range.high <= 599 && range.low <= range.high;
  return real ? std::optional(range) : std::nullopt;
}

void read_status(const TomlNode& node, Expect& expect, const ReadContext& context) {
  if (const auto* items = node.array()) {
    for (const TomlNode& item : *items) read_status(item, expect, context);
    return;
  }
  if (const auto range = status_range(node)) {
    expect.status.push_back(*range);
    return;
  }
  context.findings.error(node.position, fmt::format("'{}' is no HTTP status", scalar_text(node)),
                         "write 200, [200, 404], \"2xx\" or \"200-204\"");
}

// { "$.a" = 1 } and { "$.a" = { exists = true } }.
JsonTest json_test(const TomlEntry& entry, const ReadContext& context) {
  JsonTest test;
  test.path = entry.key;
  const TomlNode* exists = entry.value.find("exists");
  if (exists != nullptr && entry.value.table()->size() == 1) {
    const auto* flag = std::get_if<bool>(&exists->data);
    if (flag == nullptr) {
      context.findings.error(exists->position, "'exists' must be true or false");
    } else {
      test.exists = *flag;
    }
    return test;
  }
  const std::string* text = entry.value.text();
  if (text != nullptr && !Template(*text).constant()) {
    test.equals_template = Template(*text);
  } else {
    test.equals = to_value(entry.value, {.name = "json", .type = OptionType::kAny, .summary = {}});
  }
  return test;
}

void read_json(const TomlNode& node, Expect& expect, const ReadContext& context) {
  if (node.table() == nullptr) {
    context.findings.error(node.position, "'json' must be a table",
                           "write { \"$.isReady\" = true }");
    return;
  }
  for (const TomlEntry& entry : *node.table()) {
    if (!is_json_path(entry.key)) {
      context.findings.error(entry.position, fmt::format("'{}' is no JSON path", entry.key),
                             "write it in quotes, like \"$.rows[0].id\"");
      continue;
    }
    expect.json.push_back(json_test(entry, context));
  }
}

}  // namespace

std::optional<StatusRange> status_range(const TomlNode& node) {
  const std::string text = scalar_text(node);
  if (text.size() == 3 && text.ends_with("xx")) {
    return make_range(text.substr(0, 1) + "00", text.substr(0, 1) + "99");
  }
  const std::size_t dash = text.find('-');
  if (dash == text.npos) return make_range(text, text);
  return make_range(text.substr(0, dash), text.substr(dash + 1));
}

Expect read_expect(const TomlNode& node, const std::string& label, const ReadContext& context) {
  const Section section(node, expect_schema(), label, context);
  Expect expect;
  if (const TomlNode* status = section.given("status")) read_status(*status, expect, context);
  if (const TomlNode* json = section.given("json")) read_json(*json, expect, context);
  expect.body = section.templates("body");
  if (const TomlNode* regex = section.given("regex");
      regex != nullptr && check_regex(*regex, context)) {
    expect.regex = *regex->text();
  }
  if (const TomlNode* header = section.given("header")) {
    for (const TomlEntry& entry : *header->table()) {
      if (entry.value.text() != nullptr && !check_regex(entry.value, context)) continue;
      expect.headers.push_back({entry.key, scalar_text(entry.value)});
    }
  }
  return expect;
}

bool is_json_path(std::string_view path) {
  if (!path.starts_with('$')) return false;
  path.remove_prefix(1);
  while (!path.empty()) {
    if (path[0] == '.') {
      path.remove_prefix(1);
      const std::size_t end = std::min(path.find_first_of(".["), path.size());
      if (end == 0) return false;
      path.remove_prefix(end);
      continue;
    }
    if (path[0] != '[') return false;
    const bool quoted = path.size() > 1 && path[1] == '"';
    const std::size_t close = path.find(quoted ? "\"]" : "]", quoted ? 2 : 1);
    if (close == path.npos) return false;
    if (!quoted && !is_digits(path.substr(1, close - 1))) return false;
    path.remove_prefix(close + (quoted ? 2 : 1));
  }
  return true;
}

bool check_regex(const TomlNode& text, const ReadContext& context) {
  constexpr std::size_t kLongest = 1000;  // std::regex compiles recursively.
  try {
    if (text.text()->size() > kLongest) throw std::regex_error(std::regex_constants::error_space);
    const std::regex regex(*text.text(), std::regex::ECMAScript);
    return true;
  } catch (const std::regex_error&) {
    context.findings.error(text.position,
                           fmt::format("'{}' is no regular expression", *text.text()),
                           "it is read as ECMAScript");
    return false;
  }
}

}  // namespace squall

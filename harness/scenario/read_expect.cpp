// `expect` and `rejected`, and the small languages inside them.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/json_path.h"
#include "harness/core/regex.h"
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

const Option kAnyValue{.name = "json", .type = OptionType::kAny, .summary = {}};

std::optional<double> given_number(const Section& section, std::string_view key) {
  return section.has(key) ? std::optional(section.number(key)) : std::nullopt;
}

std::string given_regex(const Section& section) {
  const TomlNode* regex = section.given("regex");
  return regex != nullptr && check_regex(*regex, section.context()) ? *regex->text()
                                                                    : std::string();
}

// A string may hold references; everything else is what it is.
void read_equals(const TomlNode& node, JsonTest& test) {
  const std::string* text = node.text();
  if (text != nullptr && !Template(*text).constant()) {
    test.equals_template = Template(*text);
  } else {
    test.equals = to_value(node, kAnyValue);
  }
}

// A table that has nothing but the keys of a test is one; any other is compared as it stands.
bool is_test(const TomlNode& node) {
  if (node.table() == nullptr || node.table()->empty()) return false;
  const auto& entries = *node.table();
  return std::all_of(entries.begin(), entries.end(), [](const TomlEntry& entry) {
    return find_option(json_test_schema(), entry.key) != nullptr;
  });
}

// What no value can meet is a mistake.
void check_test(const Section& section, const JsonTest& test) {
  if (!test.exists && section.node().table()->size() > 1) {
    section.error("exists", "what does not exist cannot be tested further",
                  "write { exists = false } alone");
  }
  if (test.min && test.max && *test.min > *test.max) {
    section.error("min", fmt::format("'min' is above 'max' ({})", *test.max));
  }
}

// { "$.a" = 1 } and { "$.a" = { min = 1 } }.
JsonTest json_test(const TomlEntry& entry, const ReadContext& context) {
  JsonTest test;
  test.path = entry.key;
  if (!is_test(entry.value)) {
    read_equals(entry.value, test);
    return test;
  }
  const Section section(entry.value, json_test_schema(), fmt::format("the test of {}", entry.key),
                        context);
  test.exists = section.flag("exists");
  if (const TomlNode* equals = section.given("equals")) read_equals(*equals, test);
  test.min = given_number(section, "min");
  test.max = given_number(section, "max");
  test.regex = given_regex(section);
  if (const TomlNode* in = section.given("in")) {
    if (in->array() == nullptr || in->array()->empty()) {
      section.error("in", "'in' must be a list of values", "write [\"a\", \"b\"]");
    } else {
      for (const TomlNode& item : *in->array()) test.one_of.push_back(to_value(item, kAnyValue));
    }
  }
  check_test(section, test);
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

// { Server = "^nginx" } and { Server = { exists = false } }.
void read_headers(const TomlNode& node, Expect& expect, const ReadContext& context) {
  if (node.table() == nullptr) {
    context.findings.error(node.position, "'header' must be a table",
                           "write { Content-Type = \"^application/json\" }");
    return;
  }
  for (const TomlEntry& entry : *node.table()) {
    HeaderTest test{entry.key};
    if (entry.value.table() != nullptr) {
      const Section section(entry.value, header_test_schema(),
                            fmt::format("the test of header {}", entry.key), context);
      test.exists = section.flag("exists");
      test.regex = given_regex(section);
      if (section.has("equals")) test.equals = section.text_template("equals");
      if (!test.exists && section.node().table()->size() > 1) {
        section.error("exists", "what does not exist cannot be tested further",
                      "write { exists = false } alone");
      }
    } else if (entry.value.text() == nullptr) {
      context.findings.error(
          entry.value.position,
          fmt::format("header {} needs a regular expression, or a test", entry.key),
          "write \"^nginx\" or { equals = \"nginx\" }");
      continue;
    } else if (check_regex(entry.value, context)) {
      test.regex = *entry.value.text();
    }
    expect.headers.push_back(std::move(test));
  }
}

void read_length(const TomlNode& node, Expect& expect, const ReadContext& context) {
  LengthRange length;
  if (const auto* bytes = std::get_if<std::int64_t>(&node.data); bytes != nullptr && *bytes >= 0) {
    length.min = length.max = static_cast<std::uint64_t>(*bytes);
  } else if (node.table() != nullptr) {
    const Section section(node, length_test_schema(), "'length'", context);
    length.min = static_cast<std::uint64_t>(std::max(section.integer("min"), 0));
    if (section.has("max")) {
      length.max = static_cast<std::uint64_t>(std::max(section.integer("max"), 0));
    }
    if (length.min > length.max) section.error("min", "'min' is above 'max'");
  } else {
    context.findings.error(node.position,
                           "'length' must be a number of bytes, or a table with 'min' and 'max'",
                           "write 300 or { min = 1, max = 65536 }");
    return;
  }
  expect.length = length;
}

void read_sha256(const Section& section, Expect& expect) {
  if (!section.has("sha256")) return;
  expect.sha256 = section.text("sha256");
  for (char& c : expect.sha256) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  const bool hex = expect.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (hex && expect.sha256.size() == 64) return;
  section.error("sha256", "'sha256' is no SHA-256 hash", "write the 64 hex digits of `sha256sum`");
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
  if (const TomlNode* status = section.given("status")) {
    expect.status = read_status_ranges(*status, context);
  }
  if (const TomlNode* json = section.given("json")) read_json(*json, expect, context);
  expect.body = section.templates("body");
  expect.regex = given_regex(section);
  if (const TomlNode* header = section.given("header")) read_headers(*header, expect, context);
  if (const TomlNode* length = section.given("length")) read_length(*length, expect, context);
  read_sha256(section, expect);
  return expect;
}

std::vector<StatusRange> read_status_ranges(const TomlNode& node, const ReadContext& context) {
  std::vector<StatusRange> ranges;
  if (const auto* items = node.array()) {
    for (const TomlNode& item : *items) {
      const auto inner = read_status_ranges(item, context);
      ranges.insert(ranges.end(), inner.begin(), inner.end());
    }
  } else if (const auto range = status_range(node)) {
    ranges.push_back(*range);
  } else {
    context.findings.error(node.position, fmt::format("'{}' is no HTTP status", scalar_text(node)),
                           "write 200, [200, 404], \"2xx\" or \"200-204\"");
  }
  return ranges;
}

bool is_json_path(std::string_view path) { return JsonPath::compile(path).has_value(); }

bool check_regex(const TomlNode& text, const ReadContext& context) {
  constexpr std::size_t kLongest = 1000;  // They are compiled recursively.
  if (text.text()->size() <= kLongest && Regex::compile(*text.text())) return true;
  context.findings.error(text.position, fmt::format("'{}' is no regular expression", *text.text()),
                         "it is read as ECMAScript");
  return false;
}

}  // namespace squall

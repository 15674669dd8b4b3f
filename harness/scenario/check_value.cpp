#include "harness/scenario/check_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/condition_lexer.h"

namespace squall {
namespace {

using T = OptionType;

std::string_view wanted(T type) {
  switch (type) {
    case T::kBool:
      return "true or false";
    case T::kInteger:
      return "an integer";
    case T::kNumber:
      return "a number";
    case T::kDuration:
      return "a duration";
    case T::kRate:
      return "a rate";
    case T::kBytes:
      return "a number of bytes";
    case T::kByteRate:
      return "a number of bytes a second";
    case T::kStrings:
    case T::kTemplates:
      return "a list of strings";
    case T::kStringMap:
      return "a table of strings";
    case T::kExpect:
    case T::kTable:
      return "a table";
    case T::kTableList:
      return "a list of tables";
    default:
      return "a string";
  }
}

std::string_view example(T type) {
  switch (type) {
    case T::kDuration:
      return "write \"300ms\", \"10s\" or \"2m\"";
    case T::kRate:
      return "write \"15/s\"";
    case T::kBytes:
      return "write \"64KiB\", or 300";
    case T::kByteRate:
      return "write \"100KiB/s\"";
    case T::kStrings:
    case T::kTemplates:
      return "write [\"a\", \"b\"]";
    case T::kStringMap:
      return "write { name = \"value\" }";
    case T::kExpect:
      return "write { status = 200 }";
    case T::kExpression:
      return "write \"availability >= 99%\"";
    default:
      return "";
  }
}

std::optional<double> number_of(const TomlNode& node) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) {
    return static_cast<double>(*integer);
  }
  if (const auto* number = std::get_if<double>(&node.data)) return *number;
  return std::nullopt;
}

bool is_scalar(const TomlNode& node) {
  return node.text() != nullptr || number_of(node) || std::holds_alternative<bool>(node.data);
}

bool all_texts(const TomlNode& node) {
  const auto* items = node.array();
  return items != nullptr && std::all_of(items->begin(), items->end(), [](const TomlNode& item) {
           return item.text() != nullptr;
         });
}

bool is_string_map(const TomlNode& node) {
  const auto* entries = node.table();
  return entries != nullptr &&
         std::all_of(entries->begin(), entries->end(),
                     [](const TomlEntry& entry) { return is_scalar(entry.value); });
}

bool has_type(const TomlNode& node, T type) {
  switch (type) {
    case T::kBool:
      return std::holds_alternative<bool>(node.data);
    case T::kInteger:
      return std::holds_alternative<std::int64_t>(node.data);
    case T::kNumber:
      return number_of(node).has_value();
    case T::kBytes:
      return node.text() != nullptr || std::holds_alternative<std::int64_t>(node.data);
    case T::kStrings:
    case T::kTemplates:
      return node.text() != nullptr || all_texts(node);
    case T::kStringMap:
      return is_string_map(node);
    case T::kExpect:
    case T::kTable:
      return node.table() != nullptr;
    case T::kTableList:
      return node.array() != nullptr && (node.array()->empty() || is_table_list(node));
    case T::kAny:
      return !std::holds_alternative<DateOrTime>(node.data);
    default:
      return node.text() != nullptr;
  }
}

// Of a list of strings, the first item that is none; else the value itself.
const TomlNode& culprit(const TomlNode& node, T type) {
  const auto* items = node.array();
  if (items == nullptr || (type != T::kStrings && type != T::kTemplates)) return node;
  const auto it = std::find_if(items->begin(), items->end(),
                               [](const TomlNode& item) { return item.text() == nullptr; });
  return it == items->end() ? node : *it;
}

void report_type(const TomlNode& node, const Option& option, Findings& findings) {
  const TomlNode& wrong = culprit(node, option.type);
  std::string hint(example(option.type));
  const auto number = number_of(node);
  if (option.type == T::kDuration && number)
    hint = fmt::format("write \"{0}ms\" or \"{0}s\"", *number);
  if (option.type == T::kRate && number) hint = fmt::format("write \"{}/s\"", *number);
  if (option.type == T::kByteRate && number) hint = fmt::format("write \"{}KiB/s\"", *number);
  if (can_be_off(option)) hint = fmt::format("write {} = {{ … }}, or false", option.name);
  if (option.type == T::kTableList && node.table() != nullptr) {
    hint = fmt::format("write [[{}]] in double brackets", option.name);
  }
  findings.error(wrong.position,
                 fmt::format("'{}' must be {}, and this is {}", option.name, wanted(option.type),
                             type_name(wrong)),
                 std::move(hint));
}

bool is_off(const TomlNode& node, const Option& option) {
  const bool* flag = std::get_if<bool>(&node.data);
  return flag != nullptr && !*flag && can_be_off(option);
}

bool check_range(const TomlNode& node, const Option& option, double value, Findings& findings) {
  if (value >= option.minimum && value <= option.maximum) return true;
  if (option.minimum == option.maximum) {
    findings.error(node.position, fmt::format("'{}' must be {}", option.name, option.minimum),
                   fmt::format("write {} = {}", option.name, option.minimum));
    return false;
  }
  const bool low = !(value >= option.minimum);
  findings.error(node.position,
                 fmt::format("'{}' must be at {} {}", option.name, low ? "least" : "most",
                             low ? option.minimum : option.maximum));
  return false;
}

bool check_choice(const TomlNode& node, const Option& option, Findings& findings) {
  if (option.choices.empty()) return true;
  const std::string& word = *node.text();
  std::vector<std::string> choices(option.choices.begin(), option.choices.end());
  if (std::find(choices.begin(), choices.end(), word) != choices.end()) return true;
  findings.error(node.position, fmt::format("'{}' cannot be '{}'", option.name, word),
                 fmt::format("write {}", join_names(choices, "or")));
  return false;
}

bool check_duration(const TomlNode& node, const Option& option, Findings& findings) {
  // Far beyond any run, and sums of such durations stay far below the range of Nanoseconds.
  constexpr Nanoseconds kLongest = std::chrono::hours(366 * 24);
  const std::string& text = *node.text();
  const auto duration = parse_duration(text);
  if (duration && *duration > kLongest) {
    findings.error(node.position, fmt::format("'{}' is longer than 366 days", option.name));
    return false;
  }
  if (duration) return true;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool bare = error == std::errc{} && end == text.data() + text.size() && number >= 0;
  findings.error(
      node.position, fmt::format("'{}' is no duration: '{}'", option.name, text),
      bare ? fmt::format("write \"{0}ms\" or \"{0}s\"", text) : std::string(example(T::kDuration)));
  return false;
}

bool check_quantity(const TomlNode& node, const Option& option, std::optional<double> value,
                    Findings& findings) {
  if (value) return check_range(node, option, *value, findings);
  std::string_view what = wanted(option.type);
  what.remove_prefix(2);  // "a rate"
  findings.error(node.position, fmt::format("'{}' is no {}: '{}'", option.name, what, *node.text()),
                 std::string(example(option.type)));
  return false;
}

bool check_condition(const TomlNode& node, const Option& option, Findings& findings) {
  const auto condition = parse_condition(*node.text());
  if (condition) return true;
  const ExpressionError& error = condition.error();
  findings.error(inside(node, error.offset), fmt::format("'{}': {}", option.name, error.what),
                 error.hint);
  return false;
}

std::string_view example_value(T type) {
  switch (type) {
    case T::kBool:
      return "true";
    case T::kNumber:
      return "0.5";
    case T::kDuration:
      return "\"100ms\"";
    case T::kRate:
      return "\"15/s\"";
    case T::kBytes:
      return "\"64KiB\"";
    case T::kByteRate:
      return "\"100KiB/s\"";
    case T::kUrl:
      return "\"{SERVICE.url}/…\"";
    case T::kHostPort:
      return "\"{SERVICE.host}:{SERVICE.port}\"";
    case T::kExpression:
      return "\"availability >= 99%\"";
    case T::kTarget:
      return "\"SERVICE[any]\"";
    case T::kStrings:
    case T::kTemplates:
      return "[\"…\"]";
    case T::kExpect:
      return "{ status = 200 }";
    case T::kStringMap:
    case T::kTable:
      return "{ … }";
    default:
      return "\"…\"";
  }
}

}  // namespace

std::string written_example(const Option& option) {
  if (option.type == T::kTableList) return fmt::format("[[{}]]", option.name);
  if (option.type == T::kInteger) {
    return fmt::format("{} = {}", option.name, std::max(option.minimum, 1.0));
  }
  const bool any_word = option.choices.empty();
  const std::string value = any_word ? std::string(example_value(option.type))
                                     : fmt::format("\"{}\"", option.choices.front());
  return fmt::format("{} = {}", option.name, value);
}

std::optional<double> parse_rate(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || !(number >= 0)) return std::nullopt;
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (unit == "/s") return number;
  if (unit == "/m") return number / 60;
  if (unit == "/h") return number / 3600;
  return std::nullopt;
}

std::optional<double> bytes_of(const TomlNode& node, OptionType type) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) {
    return static_cast<double>(*integer);
  }
  std::string_view text = *node.text();
  if (type == T::kByteRate) {
    if (!text.ends_with("/s")) return std::nullopt;
    text.remove_suffix(2);
  }
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || !(number >= 0)) return std::nullopt;
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (unit == "B") return number;
  if (unit == "KiB") return number * 1024;
  if (unit == "MiB") return number * 1024 * 1024;
  if (unit == "GiB") return number * 1024 * 1024 * 1024;
  return std::nullopt;
}

std::optional<double> share_of(const TomlNode& node) {
  std::optional<double> share;
  if (const auto* number = std::get_if<double>(&node.data)) share = *number;
  if (const auto* whole = std::get_if<std::int64_t>(&node.data)) {
    share = static_cast<double>(*whole);
  }
  if (node.text() != nullptr) {
    const ConditionToken token = next_token(*node.text(), 0, false);
    const bool whole =
        token.kind == ConditionToken::Kind::kNumber && token.text.size() == node.text()->size();
    if (whole && token.dimension == Dimension::kRatio) share = token.number;
  }
  return share && *share >= 0 && *share <= 1 ? share : std::nullopt;
}

bool check_value(const TomlNode& node, const Option& option, Findings& findings) {
  if (is_off(node, option)) return true;
  if (!has_type(node, option.type)) {
    report_type(node, option, findings);
    return false;
  }
  switch (option.type) {
    case T::kInteger:
    case T::kNumber:
      return check_range(node, option, *number_of(node), findings);
    case T::kString:
      return check_choice(node, option, findings);
    case T::kDuration:
      return check_duration(node, option, findings);
    case T::kExpression:
      return check_condition(node, option, findings);
    case T::kRate:
      return check_quantity(node, option, parse_rate(*node.text()), findings);
    case T::kBytes:
    case T::kByteRate:
      return check_quantity(node, option, bytes_of(node, option.type), findings);
    default:
      return true;
  }
}

}  // namespace squall

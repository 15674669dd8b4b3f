// Values of the files without their positions.
#include <fmt/format.h>

#include "harness/core/duration.h"
#include "harness/scenario/check_value.h"
#include "harness/scenario/schema.h"

namespace squall {
namespace {

using T = OptionType;

Value any_value(const TomlNode& node) {
  if (const auto* flag = std::get_if<bool>(&node.data)) return {*flag};
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) return {*integer};
  if (const auto* number = std::get_if<double>(&node.data)) return {*number};
  if (const auto* text = node.text()) return {*text};
  if (const auto* items = node.array()) {
    ValueList list;
    for (const TomlNode& item : *items) list.push_back(any_value(item));
    return {std::move(list)};
  }
  if (const auto* entries = node.table()) {
    ValueTable table;
    for (const TomlEntry& entry : *entries) table.push_back({entry.key, any_value(entry.value)});
    return {std::move(table)};
  }
  return {};
}

Value list_value(const TomlNode& node) {
  if (node.text() == nullptr) return any_value(node);
  return {ValueList{any_value(node)}};
}

Value number_value(const TomlNode& node) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) {
    return {static_cast<double>(*integer)};
  }
  return any_value(node);
}

Value table_value(const TomlNode& node, std::span<const Option> fields) {
  if (fields.empty() || node.table() == nullptr) return any_value(node);
  ValueTable table;
  for (const Option& field : fields) {
    if (const TomlNode* given = node.find(field.name)) {
      table.push_back({std::string(field.name), to_value(*given, field)});
    } else if (auto fallback = fallback_value(field)) {
      table.push_back({std::string(field.name), std::move(*fallback)});
    }
  }
  return {std::move(table)};
}

}  // namespace

Value to_value(const TomlNode& node, const Option& option) {
  switch (option.type) {
    case T::kDuration:
      return {parse_duration(*node.text()).value_or(Nanoseconds{})};
    case T::kRate:
      return {parse_rate(*node.text()).value_or(0)};
    case T::kBytes:
    case T::kByteRate:
      return {bytes_of(node, option.type).value_or(0)};
    case T::kNumber:
      return number_value(node);
    case T::kStrings:
    case T::kTemplates:
      return list_value(node);
    case T::kStringMap: {
      ValueTable table;
      for (const TomlEntry& entry : *node.table()) {
        table.push_back({entry.key, {scalar_text(entry.value)}});
      }
      return {std::move(table)};
    }
    case T::kTable:
      return table_value(node, option.fields);
    case T::kTableList: {
      ValueList list;
      for (const TomlNode& item : *node.array()) list.push_back(table_value(item, option.fields));
      return {std::move(list)};
    }
    default:
      return any_value(node);
  }
}

std::optional<Value> fallback_value(const Option& option) {
  if (option.fallback.empty()) return std::nullopt;
  const std::string text(option.fallback);
  Findings ignored;
  // A default that is described rather than written ("command[0]") may be none.
  const auto checked = [&](const TomlNode& node) -> std::optional<Value> {
    if (!check_value(node, option, ignored)) return std::nullopt;
    return to_value(node, option);
  };
  const auto parsed = parse_toml("value = " + text, "");
  if (parsed) {
    if (auto value = checked(*parsed->find("value"))) return value;
  }
  return checked(make_text(text, {}));
}

}  // namespace squall

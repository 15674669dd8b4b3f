#include "harness/scenario/document.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {

const TomlNode* TomlNode::find(std::string_view key) const {
  const Table* entries = table();
  if (entries == nullptr) return nullptr;
  const auto it = std::find_if(entries->begin(), entries->end(),
                               [&](const TomlEntry& entry) { return entry.key == key; });
  return it == entries->end() ? nullptr : &it->value;
}

TomlNode* TomlNode::find(std::string_view key) {
  return const_cast<TomlNode*>(static_cast<const TomlNode*>(this)->find(key));
}

TomlNode& TomlNode::at(std::string_view key, const Position& key_position) {
  if (TomlNode* known = find(key)) return *known;
  TomlEntry entry{std::string(key), key_position, {}};
  entry.value.position = key_position;
  return table()->emplace_back(std::move(entry)).value;
}

void TomlNode::remove(std::string_view key) {
  Table* entries = table();
  if (entries == nullptr) return;
  std::erase_if(*entries, [&](const TomlEntry& entry) { return entry.key == key; });
}

std::string TomlNode::text_of(std::string_view key) const {
  const TomlNode* value = find(key);
  return value == nullptr || value->text() == nullptr ? "" : *value->text();
}

TomlNode make_text(std::string text, const Position& position) {
  TomlNode node;
  node.data = std::move(text);
  node.position = position;
  return node;
}

TomlNode make_table(const Position& position) {
  TomlNode node;
  node.data = TomlNode::Table{};
  node.position = position;
  return node;
}

std::string scalar_text(const TomlNode& node) {
  if (const auto* flag = std::get_if<bool>(&node.data)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&node.data)) return fmt::format("{}", *number);
  return node.text() == nullptr ? "" : *node.text();
}

bool is_table_list(const TomlNode& node) {
  const TomlNode::Array* items = node.array();
  return items != nullptr && !items->empty() &&
         std::all_of(items->begin(), items->end(),
                     [](const TomlNode& item) { return item.table() != nullptr; });
}

TomlNode* find_item(TomlNode& list, std::string_view name) {
  TomlNode::Array* items = list.array();
  if (items == nullptr) return nullptr;
  const auto it = std::find_if(items->begin(), items->end(), [&](const TomlNode& item) {
    return item.find("name") != nullptr && item.text_of("name") == name;
  });
  return it == items->end() ? nullptr : &*it;
}

std::string_view type_name(const TomlNode& node) {
  constexpr std::string_view kNames[] = {"a boolean",        "an integer", "a number", "a string",
                                         "a date or a time", "a list",     "a table"};
  return kNames[node.data.index()];
}

}  // namespace squall

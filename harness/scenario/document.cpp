#include "harness/scenario/document.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {

const Node* Node::find(std::string_view key) const {
  const Table* entries = table();
  if (entries == nullptr) return nullptr;
  const auto it = std::find_if(entries->begin(), entries->end(),
                               [&](const Entry& entry) { return entry.key == key; });
  return it == entries->end() ? nullptr : &it->value;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node*>(this)->find(key));
}

Node& Node::at(std::string_view key, const Position& key_position) {
  if (Node* known = find(key)) return *known;
  Entry entry{std::string(key), key_position, {}};
  entry.value.position = key_position;
  return table()->emplace_back(std::move(entry)).value;
}

void Node::remove(std::string_view key) {
  Table* entries = table();
  if (entries == nullptr) return;
  std::erase_if(*entries, [&](const Entry& entry) { return entry.key == key; });
}

std::string Node::text_of(std::string_view key) const {
  const Node* value = find(key);
  return value == nullptr || value->text() == nullptr ? "" : *value->text();
}

Node make_text(std::string text, const Position& position) {
  Node node;
  node.data = std::move(text);
  node.position = position;
  return node;
}

Node make_table(const Position& position) {
  Node node;
  node.data = Node::Table{};
  node.position = position;
  return node;
}

std::string scalar_text(const Node& node) {
  if (const auto* flag = std::get_if<bool>(&node.data)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&node.data)) return fmt::format("{}", *number);
  return node.text() == nullptr ? "" : *node.text();
}

bool is_table_list(const Node& node) {
  const Node::Array* items = node.array();
  return items != nullptr && !items->empty() &&
         std::all_of(items->begin(), items->end(),
                     [](const Node& item) { return item.table() != nullptr; });
}

Node* find_item(Node& list, std::string_view name) {
  Node::Array* items = list.array();
  if (items == nullptr) return nullptr;
  const auto it = std::find_if(items->begin(), items->end(), [&](const Node& item) {
    return item.find("name") != nullptr && item.text_of("name") == name;
  });
  return it == items->end() ? nullptr : &*it;
}

std::string_view type_name(const Node& node) {
  constexpr std::string_view kNames[] = {"a boolean",        "an integer", "a number", "a string",
                                         "a date or a time", "a list",     "a table"};
  return kNames[node.data.index()];
}

}  // namespace squall

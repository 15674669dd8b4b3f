#include "harness/session/json_document.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdint>
#include <limits>
#include <memory>

namespace squall {
namespace {

namespace json = boost::json;

constexpr int kDeepest = 12;

Position position_of(const std::string& path) {
  return {std::make_shared<const std::string>(path), 0, 0};
}

class Converter {
 public:
  explicit Converter(Findings& findings) : findings_(findings) {}

  TomlNode convert(const json::value& value, const std::string& path, int depth) {
    TomlNode node;
    node.position = position_of(path);
    node.data = std::string();
    if (depth > kDeepest) {
      findings_.error(node.position, "this is nested too deeply");
    } else if (const auto* flag = value.if_bool()) {
      node.data = *flag;
    } else if (const auto* integer = value.if_int64()) {
      node.data = *integer;
    } else if (const auto* number = value.if_double()) {
      node.data = *number;
    } else if (const auto* text = value.if_string()) {
      node.data = std::string(*text);
    } else if (const auto* items = value.if_array()) {
      fill(node, *items, path, depth);
    } else if (const auto* members = value.if_object()) {
      fill(node, *members, path, depth);
    } else if (value.is_null()) {
      findings_.error(node.position, "null is no value", "leave it out");
    } else {
      findings_.error(node.position, "this number is too large");
    }
    return node;
  }

 private:
  void fill(TomlNode& node, const json::array& items, const std::string& path, int depth) {
    TomlNode::Array list;
    for (std::size_t i = 0; i < items.size(); ++i) {
      list.push_back(convert(items[i], fmt::format("{}[{}]", path, i), depth + 1));
    }
    node.data = std::move(list);
    node.inlined = true;
  }

  void fill(TomlNode& node, const json::object& members, const std::string& path, int depth) {
    node.data = TomlNode::Table{};
    node.inlined = true;
    for (const auto& [key, value] : members) {
      const std::string name(key);
      const std::string place = path.empty() ? name : path + "." + name;
      node.at(name, position_of(place)) = convert(value, place, depth + 1);
    }
  }

  Findings& findings_;
};

}  // namespace

TomlNode to_document(const json::value& value, const std::string& prefix, Findings& findings) {
  return Converter(findings).convert(value, prefix, 0);
}

}  // namespace squall

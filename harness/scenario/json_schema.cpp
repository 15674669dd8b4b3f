// JSON Schema, draft 2020-12. A section whose keys depend on a kind allows the keys of every kind:
// editors complete them all, and `squall check` is the judge. Nothing is required: what a file
// lacks may stand in one that it extends.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/core/text.h"
#include "harness/scenario/reference.h"
#include "harness/scenario/schema.h"

namespace squall {
namespace {

using T = OptionType;
using Members = std::vector<std::pair<std::string, std::string>>;  // Names to JSON texts.

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", json_escape(text)); }

// An object over several lines; what stands inside is moved in by two.
std::string object(const Members& members) {
  if (members.empty()) return "{}";
  std::string text = "{";
  for (const auto& [name, value] : members) {
    text += text.size() == 1 ? "\n  " : ",\n  ";
    text += in_quotes(name) + ": ";
    for (const char c : value) text += c == '\n' ? "\n  " : std::string(1, c);
  }
  return text + "\n}";
}

std::string array(const std::vector<std::string>& texts) {
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

Members type_members(std::string_view type) { return {{"type", in_quotes(type)}}; }

Members pattern_members(std::string_view pattern) {
  return {{"type", "\"string\""}, {"pattern", in_quotes(pattern)}};
}

class Writer {
 public:
  explicit Writer(const KindTables& kinds) : kinds_(kinds) {}

  std::string table(std::span<const Option> fields, const std::string& description) const {
    Members properties;
    for (const std::vector<Option>& meanings : all_options(fields)) {
      const std::string_view key = meanings.front().name;
      if (!is_internal(meanings.front())) properties.emplace_back(key, property(meanings));
    }
    Members members = type_members("object");
    if (!description.empty()) members.emplace_back("description", in_quotes(description));
    members.emplace_back("properties", object(properties));
    members.emplace_back("additionalProperties", "false");
    return object(members);
  }

 private:
  // The section's own options and those of every kind, by name: kinds may differ about one.
  std::vector<std::vector<Option>> all_options(std::span<const Option> fields) const {
    std::vector<std::vector<Option>> options;
    for (const Option& option : fields) options.push_back({option});
    const Extension extension = extension_of(fields, kinds_);
    for (const Kind& kind : extension.kinds) {
      for (const Option& added : added_options(extension, kind.name)) {
        const auto known = std::find_if(options.begin(), options.end(), [&](const auto& other) {
          return other.front().name == added.name;
        });
        if (known == options.end()) {
          options.push_back({added});
        } else {
          known->push_back(added);
        }
      }
    }
    return options;
  }

  // What any of the kinds takes, with the words of the first.
  std::string property(const std::vector<Option>& meanings) const {
    std::vector<std::string> values;
    for (const Option& option : meanings) {
      std::string value = object(value_members(option));
      if (std::find(values.begin(), values.end(), value) == values.end()) {
        values.push_back(std::move(value));
      }
    }
    Members members =
        values.size() == 1 ? value_members(meanings.front()) : Members{{"anyOf", array(values)}};
    if (!meanings.front().summary.empty()) {
      members.emplace_back("description", in_quotes(meanings.front().summary));
    }
    return object(members);
  }

  Members value_members(const Option& option) const {
    switch (option.type) {
      case T::kBool:
        return type_members("boolean");
      case T::kInteger:
      case T::kNumber:
        return number_members(option);
      case T::kString:
        return string_members(option);
      case T::kDuration:
        return pattern_members("^[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d)$");
      case T::kRate:
        return pattern_members("^[0-9]+(\\.[0-9]+)?/(s|m|h)$");
      case T::kBytes:
        return {{"type", "[\"string\", \"integer\"]"},
                {"pattern", in_quotes("^[0-9]+(\\.[0-9]+)?(B|KiB|MiB|GiB)$")}};
      case T::kByteRate:
        return pattern_members("^[0-9]+(\\.[0-9]+)?(B|KiB|MiB|GiB)/s$");
      case T::kStrings:
      case T::kTemplates:
        return {{"type", "[\"string\", \"array\"]"}, {"items", object(type_members("string"))}};
      case T::kStringMap:
        return {
            {"type", "\"object\""},
            {"additionalProperties", object({{"type", "[\"string\", \"number\", \"boolean\"]"}})}};
      case T::kExpect:
        return {{"$ref", "\"#/$defs/expect\""}};
      case T::kTable:
        return table_members(option);
      case T::kTableList:
        return list_members(option);
      case T::kAny:
        return {};
      default:
        return type_members("string");
    }
  }

  Members table_members(const Option& option) const {
    if (option.fields.empty()) return type_members("object");
    const std::string known = table(option.fields, "");
    if (!can_be_off(option)) return {{"allOf", array({known})}};
    return {{"anyOf", array({known, object({{"const", "false"}})})}};
  }

  static Members number_members(const Option& option) {
    Members members = type_members(option.type == T::kInteger ? "integer" : "number");
    members.emplace_back("minimum", fmt::format("{}", option.minimum));
    if (option.maximum < 1e18) members.emplace_back("maximum", fmt::format("{}", option.maximum));
    return members;
  }

  static Members string_members(const Option& option) {
    Members members = type_members("string");
    if (option.choices.empty()) return members;
    std::vector<std::string> words;
    for (const std::string_view word : option.choices) words.push_back(in_quotes(word));
    members.emplace_back("enum", array(words));
    return members;
  }

  Members list_members(const Option& option) const {
    Members members = type_members("array");
    const std::string items =
        option.fields.empty() ? object(type_members("object")) : table(option.fields, "");
    members.emplace_back("items", items);
    return members;
  }

  const KindTables& kinds_;
};

std::string file_schema(const KindTables& kinds, std::span<const Option> schema,
                        std::string_view name) {
  const Writer writer(kinds);
  const std::string root = writer.table(schema, "");
  const std::string expect = writer.table(expect_schema(), "What an answer must look like.");
  return object({{"$schema", in_quotes("https://json-schema.org/draft/2020-12/schema")},
                 {"$id", in_quotes(fmt::format("urn:squall:schema:{}:1", name))},
                 {"title", in_quotes(fmt::format("A {} of squall", name))},
                 {"allOf", array({root})},
                 {"$defs", object({{"expect", expect}})}}) +
         "\n";
}

}  // namespace

std::string scenario_json_schema(const KindTables& kinds) {
  return file_schema(kinds, scenario_schema(), "scenario");
}

std::string topology_json_schema(const KindTables& kinds) {
  return file_schema(kinds, topology_schema(), "topology");
}

}  // namespace squall

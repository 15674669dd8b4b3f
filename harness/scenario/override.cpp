#include "harness/scenario/override.h"

#include <fmt/format.h>

#include <optional>

#include "harness/scenario/schema.h"

namespace squall {
namespace {

using T = OptionType;

// Why a path leads nowhere, and how far it led: of several documents, the one that followed it
// furthest is the one that was meant.
struct DeadEnd {
  std::size_t depth = 0;
  std::string what;
  std::string hint;
};

// The text up to an unquoted `stop`, without its quotes; `at` is set to the stop or the end.
std::string take_part(std::string_view text, std::size_t& at, std::string_view stops) {
  std::string part;
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        part += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (stops.find(c) != stops.npos) {
      break;
    } else {
      part += c;
    }
  }
  return part;
}

void place_everywhere(TomlNode& node, const Position& position) {
  node.position = position;
  node.single_line = false;
  if (auto* items = node.array()) {
    for (TomlNode& item : *items) place_everywhere(item, position);
  }
  if (auto* entries = node.table()) {
    for (TomlEntry& entry : *entries) {
      entry.position = position;
      place_everywhere(entry.value, position);
    }
  }
}

bool is_texty(T type) {
  switch (type) {
    case T::kString:
    case T::kDuration:
    case T::kRate:
    case T::kByteRate:
    case T::kTemplate:
    case T::kUrl:
    case T::kHostPort:
    case T::kExpression:
    case T::kTarget:
    case T::kPath:
    case T::kStringMap:
      return true;
    default:
      return false;
  }
}

// TOML, or the bare text where the option is a string or TOML cannot read it.
TomlNode value_node(const Override& argument, T type) {
  const Position position = argument.position();
  auto parsed = parse_toml("value = " + argument.value, argument.argument);
  const TomlNode* value = parsed && parsed->table()->size() == 1 ? parsed->find("value") : nullptr;
  TomlNode node = value == nullptr || (is_texty(type) && value->text() == nullptr)
                      ? make_text(argument.value, position)
                      : *value;
  place_everywhere(node, position);
  return node;
}

std::vector<std::string> item_names(const TomlNode& list) {
  std::vector<std::string> names;
  for (const TomlNode& item : *list.array()) names.push_back(item.text_of("name"));
  return names;
}

class Walker {
 public:
  Walker(const Override& argument, const KindTables& kinds) : argument_(argument), kinds_(kinds) {}

  // Sets the value under `table`, whose keys are `fields`; path_[depth] is the next key.
  std::optional<DeadEnd> set(TomlNode& table, std::span<const Option> fields, std::size_t depth) {
    const std::vector<Option> options = options_of(table, fields);
    const std::string& key = argument_.path[depth];
    const Option* option = find_option(options, key);
    if (option == nullptr) return unknown_key(options, depth);
    const bool last = depth + 1 == argument_.path.size();
    if (last) {
      TomlNode& slot = table.at(key, argument_.position());
      slot = value_node(argument_, option->type);
      return std::nullopt;
    }
    switch (option->type) {
      case T::kTableList:
        return set_in_list(table, *option, depth);
      case T::kTable:
        if (option->fields.empty()) return set_freely(table_at(table, key), T::kAny, depth + 1);
        return set(table_at(table, key), option->fields, depth + 1);
      case T::kExpect:
        return set(table_at(table, key), expect_schema(), depth + 1);
      case T::kStringMap:
      case T::kAny:
        return set_freely(table_at(table, key), option->type, depth + 1);
      default:
        return DeadEnd{depth + 1, fmt::format("'{}' has no keys of its own", key), ""};
    }
  }

 private:
  std::vector<Option> options_of(const TomlNode& table, std::span<const Option> fields) const {
    std::vector<Option> options(fields.begin(), fields.end());
    const Extension extension = extension_of(fields, kinds_);
    if (extension.key.empty()) return options;
    std::string kind = table.text_of(extension.key);
    if (kind.empty()) kind = find_option(options, extension.key)->fallback;
    for (const Option& added : added_options(extension, kind)) options.push_back(added);
    return options;
  }

  DeadEnd unknown_key(const std::vector<Option>& options, std::size_t depth) const {
    std::vector<std::string> names;
    for (const Option& known : options) names.emplace_back(known.name);
    const std::string& key = argument_.path[depth];
    const std::string where = depth == 0 ? "" : fmt::format(" in {}", argument_.path[depth - 1]);
    return {depth, fmt::format("there is no key '{}'{}", key, where),
            suggestion(key, names, "keys")};
  }

  TomlNode& table_at(TomlNode& table, const std::string& key) const {
    TomlNode& slot = table.at(key, argument_.position());
    if (slot.table() == nullptr) slot = make_table(argument_.position());
    return slot;
  }

  std::optional<DeadEnd> set_in_list(TomlNode& table, const Option& option, std::size_t depth) {
    const std::string& wanted = argument_.path[depth + 1];
    TomlNode* list = table.find(option.name);
    const bool usable = list != nullptr && is_table_list(*list);
    TomlNode* item = usable ? find_item(*list, wanted) : nullptr;
    if (item == nullptr) {
      const auto names = usable ? item_names(*list) : std::vector<std::string>{};
      return DeadEnd{depth + 1, fmt::format("there is no {} '{}'", option.name, wanted),
                     suggestion(wanted, names, fmt::format("{}s", option.name))};
    }
    if (depth + 2 == argument_.path.size()) {
      return DeadEnd{depth + 2, fmt::format("'{}' is a table: which of its keys?", wanted),
                     fmt::format("write {}.{}.KEY=VALUE", option.name, wanted)};
    }
    return set(*item, option.fields, depth + 2);
  }

  std::optional<DeadEnd> set_freely(TomlNode& table, T type, std::size_t depth) {
    const std::string& key = argument_.path[depth];
    if (depth + 1 < argument_.path.size()) return set_freely(table_at(table, key), type, depth + 1);
    table.at(key, argument_.position()) = value_node(argument_, type);
    return std::nullopt;
  }

  const Override& argument_;
  const KindTables& kinds_;
};

}  // namespace

Position Override::position() const {
  return {std::make_shared<const std::string>(fmt::format("--set '{}'", argument)), 0, 0};
}

std::vector<Override> parse_overrides(const std::vector<std::string>& sets, Findings& findings) {
  std::vector<Override> overrides;
  for (const std::string& argument : sets) {
    Override parsed{argument, {}, {}};
    std::size_t at = 0;
    bool complete = true;
    do {
      parsed.path.push_back(take_part(argument, at, ".="));
      complete = complete && !parsed.path.back().empty();
    } while (at < argument.size() && argument[at++] == '.');
    if (!complete || at == 0 || at > argument.size() || argument[at - 1] != '=') {
      findings.error(parsed.position(), "this is not section.name.key=VALUE",
                     "for example gate.availability.expr='availability >= 99%'");
      continue;
    }
    parsed.value = argument.substr(at);
    overrides.push_back(std::move(parsed));
  }
  return overrides;
}

void apply_override(const Override& override_, std::span<const OverrideTarget> targets,
                    const KindTables& kinds, Findings& findings) {
  std::optional<DeadEnd> furthest;
  for (const OverrideTarget& target : targets) {
    auto dead_end = Walker(override_, kinds).set(*target.root, target.schema, 0);
    if (!dead_end) return;
    if (!furthest || dead_end->depth > furthest->depth) furthest = std::move(dead_end);
  }
  if (furthest && furthest->depth == 0) {
    std::vector<std::string> names;
    for (const OverrideTarget& target : targets) {
      for (const Option& option : target.schema) names.emplace_back(option.name);
    }
    furthest->hint = suggestion(override_.path[0], names, "sections");
  }
  if (furthest) findings.error(override_.position(), furthest->what, furthest->hint);
}

}  // namespace squall

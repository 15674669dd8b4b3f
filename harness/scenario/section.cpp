#include "harness/scenario/section.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/core/text.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/schema.h"

namespace squall {

using T = OptionType;

Section::Section(const TomlNode& node, std::span<const Option> fields, std::string label,
                 const ReadContext& context)
    : node_(&node),
      label_(std::move(label)),
      context_(&context),
      options_(fields.begin(), fields.end()) {
  extend(fields);
  check();
}

void Section::extend(std::span<const Option> fields) {
  own_ = options_.size();
  const Extension extension = extension_of(fields, context_->kinds);
  if (extension.key.empty()) return;
  const Option& names_kind = option(extension.key);
  const TomlNode* given_kind = node_->find(extension.key);
  if (given_kind == nullptr && names_kind.required) return;
  const std::string kind =
      given_kind == nullptr ? std::string(names_kind.fallback) : node_->text_of(extension.key);
  kind_key_ = extension.key;
  if (find_kind(extension.kinds, kind) != nullptr) {
    kind_ = kind;
  } else if (given_kind != nullptr && given_kind->text() != nullptr) {
    report_unknown_kind(*given_kind, extension);
    invalid_.push_back(names_kind.name);
  }
  for (const Option& added : added_options(extension, kind_.empty() ? meant_ : kind_)) {
    if (find_option(options_, added.name) == nullptr) options_.push_back(added);
  }
}

void Section::report_unknown_kind(const TomlNode& given, const Extension& extension) {
  std::vector<std::string> names;
  for (const Kind& known : extension.kinds) names.emplace_back(known.name);
  context_->findings.error(given.position,
                           fmt::format("there is no {} '{}'", extension.family, *given.text()),
                           suggestion(*given.text(), names, std::string(extension.family) + "s"));
  meant_ = nearest_name(*given.text(), names);
}

// Of an unknown kind, other keys cannot be told from slips, unless it is clear which was meant.
void Section::check() {
  const bool kind_unknown = !kind_key_.empty() && kind_.empty();
  for (const TomlEntry& entry : *node_->table()) {
    const Option* known = find_option(options_, entry.key);
    if (known == nullptr) {
      if (!kind_unknown || !meant_.empty()) report_unknown(entry);
    } else if (!check_value(entry.value, *known, context_->findings) ||
               !check_place(entry.value, *known, *context_)) {
      invalid_.push_back(known->name);
    }
  }
  for (std::size_t i = 0; i < (kind_unknown ? own_ : options_.size()); ++i) {
    const Option& wanted = options_[i];
    if (!wanted.required || node_->find(wanted.name) != nullptr || is_misspelt(wanted.name)) {
      continue;
    }
    context_->findings.error(node_->position, fmt::format("{} lacks '{}'", label_, wanted.name),
                             fmt::format("write {}: {}", written_example(wanted), wanted.summary));
  }
}

bool Section::needs_one_of(std::string_view one, std::string_view other, std::string hint) const {
  const bool first = node_->find(one) != nullptr;
  const bool second = node_->find(other) != nullptr;
  if (first && second) {
    error(other, fmt::format("{} has both '{}' and '{}'", label_, one, other), "give one of them");
  } else if (!first && !second) {
    error(one, fmt::format("{} needs one of '{}' and '{}'", label_, one, other), std::move(hint));
  }
  return first != second;
}

std::vector<std::string> Section::option_names() const {
  std::vector<std::string> names;
  for (const Option& known : options_) {
    if (!is_internal(known)) names.emplace_back(known.name);
  }
  return names;
}

void Section::report_unknown(const TomlEntry& entry) const {
  const std::string& kind = kind_.empty() ? meant_ : kind_;
  const std::string of_kind = kind.empty() ? "" : fmt::format(" ({} {})", kind_key_, kind);
  context_->findings.error(entry.position,
                           fmt::format("unknown key '{}' in {}{}", entry.key, label_, of_kind),
                           suggestion(entry.key, option_names(), "keys"));
}

// Whether an unknown key was meant to be `key`: one mistake is reported once.
bool Section::is_misspelt(std::string_view key) const {
  const auto names = option_names();
  const auto& entries = *node_->table();
  return std::any_of(entries.begin(), entries.end(), [&](const TomlEntry& entry) {
    return find_option(options_, entry.key) == nullptr && nearest_name(entry.key, names) == key;
  });
}

const Option& Section::option(std::string_view key) const {
  const Option* known = find_option(options_, key);
  if (known == nullptr) throw std::logic_error(fmt::format("no option '{}' in {}", key, label_));
  return *known;
}

const TomlNode* Section::given(std::string_view key) const {
  const bool invalid = std::find(invalid_.begin(), invalid_.end(), key) != invalid_.end();
  return invalid || find_option(options_, key) == nullptr ? nullptr : node_->find(key);
}

const Position& Section::position(std::string_view key) const {
  const TomlNode* value_node = node_->find(key);
  return value_node == nullptr ? node_->position : value_node->position;
}

void Section::error(std::string_view key, std::string what, std::string hint) const {
  context_->findings.error(position(key), std::move(what), std::move(hint));
}

void Section::warning(std::string_view key, std::string what, std::string hint) const {
  context_->findings.warning(position(key), std::move(what), std::move(hint));
}

std::optional<Value> Section::value(std::string_view key) const {
  const Option* known = find_option(options_, key);
  if (known == nullptr) return std::nullopt;  // An option of another kind.
  const TomlNode* node = given(key);
  return node == nullptr ? fallback_value(*known) : to_value(*node, *known);
}

std::string Section::text(std::string_view key) const {
  const auto found = value(key);
  const auto* typed = found ? std::get_if<std::string>(&found->data) : nullptr;
  return typed == nullptr ? "" : *typed;
}

bool Section::flag(std::string_view key) const {
  const auto found = value(key);
  const auto* typed = found ? std::get_if<bool>(&found->data) : nullptr;
  return typed != nullptr && *typed;
}

int Section::integer(std::string_view key) const {
  const auto found = value(key);
  const auto* typed = found ? std::get_if<std::int64_t>(&found->data) : nullptr;
  constexpr std::int64_t kMost = 2'000'000'000;
  return typed == nullptr ? 0 : static_cast<int>(std::clamp<std::int64_t>(*typed, -kMost, kMost));
}

double Section::number(std::string_view key) const {
  const auto found = value(key);
  const auto* typed = found ? std::get_if<double>(&found->data) : nullptr;
  return typed == nullptr ? 0 : *typed;
}

Nanoseconds Section::duration(std::string_view key) const {
  const auto found = value(key);
  const auto* typed = found ? std::get_if<Nanoseconds>(&found->data) : nullptr;
  return typed == nullptr ? Nanoseconds{} : *typed;
}

std::optional<Nanoseconds> Section::given_duration(std::string_view key) const {
  return has(key) ? std::optional(duration(key)) : std::nullopt;
}

std::vector<std::string> Section::texts(std::string_view key) const {
  std::vector<std::string> found;
  const auto list = value(key);
  const auto* items = list ? std::get_if<ValueList>(&list->data) : nullptr;
  if (items == nullptr) return found;
  for (const Value& item : *items) found.push_back(std::get<std::string>(item.data));
  return found;
}

Template Section::text_template(std::string_view key) const { return Template(text(key)); }

std::vector<Template> Section::templates(std::string_view key) const {
  std::vector<Template> found;
  for (const std::string& item : texts(key)) found.emplace_back(item);
  return found;
}

StringMap Section::string_map(std::string_view key) const {
  StringMap map;
  const TomlNode* node = given(key);
  if (node == nullptr) return map;
  for (const TomlEntry& entry : *node->table()) {
    map.emplace_back(entry.key, Template(scalar_text(entry.value)));
  }
  return map;
}

Condition Section::condition(std::string_view key) const {
  return parse_condition(text(key)).value_or(Condition{});
}

std::vector<Condition> Section::conditions(std::string_view key) const {
  std::vector<Condition> found;
  const TomlNode* list = given(key);
  if (list == nullptr) {
    for (const std::string& item : texts(key)) found.push_back(*parse_condition(item));
    return found;
  }
  const Option as_expression{.name = option(key).name, .type = T::kExpression, .summary = {}};
  const auto add = [&](const TomlNode& item) {
    if (!check_value(item, as_expression, context_->findings)) return;
    found.push_back(*parse_condition(*item.text()));
  };
  if (list->text() != nullptr) add(*list);
  for (const TomlNode& item : list->array() == nullptr ? TomlNode::Array{} : *list->array())
    add(item);
  return found;
}

Expect Section::expect(std::string_view key) const {
  const TomlNode* node = given(key);
  return node == nullptr ? Expect{} : read_expect(*node, fmt::format("'{}'", key), *context_);
}

int Section::choice_index(std::string_view key) const {
  const auto choices = option(key).choices;
  const auto it = std::find(choices.begin(), choices.end(), text(key));
  return it == choices.end() ? 0 : static_cast<int>(it - choices.begin());
}

std::optional<Section> Section::table(std::string_view key) const {
  const TomlNode* node = given(key);
  if (node == nullptr || node->table() == nullptr) return std::nullopt;  // Or it is off.
  const std::string name = node->inlined ? fmt::format("'{}'", key) : fmt::format("[{}]", key);
  return Section(*node, option(key).fields, name, *context_);
}

Section Section::empty_table(std::string_view key, const TomlNode& nothing) const {
  return Section(nothing, option(key).fields, fmt::format("[{}]", key), *context_);
}

std::vector<Section> Section::tables(std::string_view key) const {
  std::vector<Section> sections;
  const TomlNode* node = given(key);
  if (node == nullptr) return sections;
  for (const TomlNode& item : *node->array()) {
    const std::string name = item.text_of("name");
    sections.emplace_back(
        item, option(key).fields,
        name.empty() ? fmt::format("[[{}]]", key) : fmt::format("{} '{}'", key, name), *context_);
  }
  return sections;
}

Options Section::kind_options() const {
  Options options;
  for (std::size_t i = own_; i < options_.size(); ++i) {
    // What stands in a table is checked when that is opened.
    if (options_[i].type == T::kTable && !options_[i].fields.empty()) table(options_[i].name);
    if (auto found = value(options_[i].name)) {
      options.set(std::string(options_[i].name), std::move(*found));
    }
  }
  return options;
}

}  // namespace squall

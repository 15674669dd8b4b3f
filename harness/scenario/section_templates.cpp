// Where references may stand in a section.
#include "harness/scenario/schema.h"
#include "harness/scenario/section.h"

namespace squall {
namespace {

using T = OptionType;
using Visit = std::function<void(const TomlNode& text)>;

void visit_all(const TomlNode& node, const Visit& visit) {
  if (node.text() != nullptr) visit(node);
  if (const auto* items = node.array()) {
    for (const TomlNode& item : *items) visit_all(item, visit);
  }
  if (const auto* entries = node.table()) {
    for (const TomlEntry& entry : *entries) visit_all(entry.value, visit);
  }
}

void visit_fields(const TomlNode& table, std::span<const Option> fields, const Visit& visit) {
  for (const Option& field : fields) {
    const TomlNode* node = table.find(field.name);
    if (node == nullptr) continue;
    switch (field.type) {
      case T::kTemplate:
      case T::kUrl:
      case T::kHostPort:
      case T::kTemplates:
      case T::kStringMap:
      case T::kAny:
        visit_all(*node, visit);
        break;
      case T::kTable:
        visit_fields(*node, field.fields, visit);
        break;
      case T::kExpect:
        visit_fields(*node, expect_schema(), visit);
        break;
      default:
        break;
    }
  }
}

}  // namespace

void Section::for_each_template(const Visit& visit) const { visit_fields(*node_, options_, visit); }

}  // namespace squall

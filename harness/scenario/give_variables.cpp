// [variables] of a scenario: the topology's variables with other values.
#include <fmt/format.h>

#include "harness/scenario/topology_document.h"

namespace squall {
namespace {

std::vector<std::string> variable_names(const TomlNode* variables) {
  std::vector<std::string> names;
  if (variables == nullptr) return names;
  for (const TomlNode& variable : *variables->array()) names.push_back(variable.text_of("name"));
  return names;
}

}  // namespace

void give_variables(const TomlNode& scenario, TopologyDocument& document, Findings& findings) {
  const TomlNode* given = scenario.find("variables");
  if (given == nullptr || given->table() == nullptr) return;  // What it is, is said elsewhere.
  TomlNode* variables = document.root.find("variable");
  if (variables != nullptr && !is_table_list(*variables)) return;
  for (const TomlEntry& entry : *given->table()) {
    TomlNode* variable = variables == nullptr ? nullptr : find_item(*variables, entry.key);
    if (variable != nullptr) {
      variable->remove("random");
      variable->at("value", entry.position) = entry.value;
    } else if (document.complete) {
      findings.error(entry.position, fmt::format("the topology has no variable '{}'", entry.key),
                     suggestion(entry.key, variable_names(variables), "variables"));
    }
  }
}

}  // namespace squall

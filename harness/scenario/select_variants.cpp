#include "harness/scenario/select_variants.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Items without a usable name are mistakes, which are reported where they are read.
std::vector<std::string> names_in(const TomlNode* list) {
  std::vector<std::string> names;
  if (list == nullptr || !is_table_list(*list)) return names;
  for (const TomlNode& item : *list->array()) {
    if (!item.text_of("name").empty()) names.push_back(item.text_of("name"));
  }
  return names;
}

void report_unknown(const std::string& name, const std::vector<std::string>& known,
                    Findings& findings) {
  const Position place{std::make_shared<const std::string>(fmt::format("--variant '{}'", name)), 0,
                       0};
  findings.error(place, "the scenario has no such client variant",
                 known.empty() ? "it has none: they are declared as [[client.variant]]"
                               : suggestion(name, known, "variants"));
}

}  // namespace

void select_variants(TomlNode& scenario, const std::vector<std::string>& names,
                     Findings& findings) {
  if (names.empty()) return;
  TomlNode* client = scenario.find("client");
  TomlNode* variants = client == nullptr ? nullptr : client->find("variant");
  const std::vector<std::string> known = names_in(variants);
  bool all_known = true;
  for (const std::string& name : names) {
    if (holds(known, name)) continue;
    all_known = false;
    report_unknown(name, known, findings);
  }
  if (!all_known) return;
  const auto is_left_out = [&](const std::string& name) {
    return holds(known, name) && !holds(names, name);
  };
  std::erase_if(*variants->array(),
                [&](const TomlNode& item) { return is_left_out(item.text_of("name")); });
  TomlNode* gates = scenario.find("gate");
  if (gates == nullptr || !is_table_list(*gates)) return;
  std::erase_if(*gates->array(),
                [&](const TomlNode& gate) { return is_left_out(gate.text_of("variant")); });
}

}  // namespace squall

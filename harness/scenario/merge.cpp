#include "harness/scenario/merge.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

bool all_named(const TomlNode& list) {
  if (!is_table_list(list)) return false;
  const auto& items = *list.array();
  return std::all_of(items.begin(), items.end(),
                     [](const TomlNode& item) { return !item.text_of("name").empty(); });
}

// The first word of an expression that is no scope: "baseline_phase.p99(…)" gives "p99".
std::string first_metric(std::string_view expression) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz_";
  constexpr std::string_view kWord = "abcdefghijklmnopqrstuvwxyz_0123456789";
  std::size_t at = expression.find_first_of(kLetters);
  while (at != expression.npos) {
    const std::size_t end = std::min(expression.find_first_not_of(kWord, at), expression.size());
    if (end >= expression.size() || expression[end] != '.') {
      return std::string(expression.substr(at, end - at));
    }
    at = expression.find_first_of(kLetters, end);
  }
  return {};
}

std::string default_name(std::string_view section, const TomlNode& item) {
  if (section == "load") return item.text_of("workload");
  if (section == "hypothesis") return item.text_of("probe");
  if (section == "gate") return first_metric(item.text_of("expr"));
  if (section == "phase" || section == "fault" || section == "checker" || section == "probe") {
    return item.text_of("kind");
  }
  if (section == "link" && !item.text_of("from").empty()) {
    return fmt::format("{}->{}", item.text_of("from"), item.text_of("to"));
  }
  if (section == "prepare") {
    const TomlNode* run = item.find("run");
    if (run != nullptr && run->array() != nullptr && !run->array()->empty()) {
      return scalar_text(run->array()->front());
    }
  }
  return {};
}

void fill_in(std::string_view section, TomlNode& list) {
  if (!is_table_list(list)) return;
  for (TomlNode& item : *list.array()) {
    if (item.find("name") == nullptr) {
      const std::string name = default_name(section, item);
      if (name.empty()) continue;
      item.table()->insert(item.table()->begin(),
                           TomlEntry{"name", item.position, make_text(name, item.position)});
    }
    if (section != "phase") continue;
    if (TomlNode* faults = item.find("fault")) fill_in("fault", *faults);
    TomlNode* random = item.find("random");
    TomlNode* candidates = random == nullptr ? nullptr : random->find("fault");
    if (candidates != nullptr) fill_in("fault", *candidates);
  }
}

}  // namespace

void merge(TomlNode& base, const TomlNode& over) {
  if (base.table() != nullptr && over.table() != nullptr) {
    for (const TomlEntry& entry : *over.table()) {
      if (TomlNode* known = base.find(entry.key)) {
        merge(*known, entry.value);
      } else {
        base.table()->push_back(entry);
      }
    }
  } else if (all_named(base) && all_named(over)) {
    for (const TomlNode& item : *over.array()) {
      if (TomlNode* known = find_item(base, item.text_of("name"))) {
        merge(*known, item);
      } else {
        base.array()->push_back(item);
      }
    }
  } else {
    base = over;
  }
}

void fill_in_names(TomlNode& root) {
  for (TomlEntry& entry : *root.table()) fill_in(entry.key, entry.value);
}

}  // namespace squall

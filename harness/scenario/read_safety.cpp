// [safety] of a scenario.
#include <fmt/format.h>

#include "harness/scenario/read.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

using Select = TargetNodes::Select;

// What is wrong with one end of an entry; empty: nothing.
std::string wrong_end(const TargetNodes& end, const Topology& topology) {
  const Service* service = topology.find_service(end.service);
  if (service == nullptr) {
    return end.service == "client" ? "" : fmt::format("there is no service '{}'", end.service);
  }
  if (end.select != Select::kIndex || end.index < service->nodes) return "";
  return fmt::format("{} has no node [{}]: it has {}", end.service, end.index, service->nodes);
}

bool is_fixed(const TargetNodes& end) {
  return end.select == Select::kOnly || end.select == Select::kIndex;
}

// What is wrong with an entry; empty: nothing.
std::string wrong_entry(const std::string& text, const ScenarioScope& scope) {
  const auto target = parse_target(text);
  if (!target || !is_fixed(*target) || (target->is_link() && !is_fixed(*target->from))) {
    return fmt::format("'{}' is no node, service or link", text);
  }
  if (!scope.complete) return "";
  const bool client = !target->is_link() && target->service == "client";
  if (client) return "client is no service, and has no nodes";
  std::string wrong = wrong_end(*target, scope.topology);
  if (!wrong.empty() || !target->is_link()) return wrong;
  wrong = wrong_end(*target->from, scope.topology);
  if (!wrong.empty()) return wrong;
  const auto& [from, to] = std::pair(target->from->service, target->service);
  return scope.topology.find_link(from, to) == nullptr
             ? fmt::format("there is no link '{}->{}'", from, to)
             : "";
}

// The entries that name something; a list of nothing else would mean something else.
std::vector<std::string> read_touched(const Section& section, const char* key,
                                      const ScenarioScope& scope) {
  const TomlNode* list = section.given(key);
  if (list == nullptr) return {};
  const TomlNode::Array single{*list};
  std::vector<std::string> entries;
  for (const TomlNode& item : list->array() == nullptr ? single : *list->array()) {
    const std::string wrong = wrong_entry(*item.text(), scope);
    if (wrong.empty()) {
      entries.push_back(*item.text());
      continue;
    }
    section.context().findings.error(
        item.position, wrong, "write \"service\", \"service[0]\", \"from->to\" or \"from->to[0]\"");
  }
  if (list->array() != nullptr && list->array()->empty() && std::string_view(key) == "only") {
    section.error(key, "'only' is empty: no fault may touch anything", "leave it out");
  }
  return entries;
}

}  // namespace

Safety read_safety(const Section& root, const ScenarioScope& scope) {
  Safety safety;
  const auto section = root.table("safety");
  if (!section) return safety;
  safety.max_nodes_down = section->integer("max_nodes_down");
  safety.max_duration = section->duration("max_duration");
  safety.abort_when = section->conditions("abort_when");
  safety.only = read_touched(*section, "only", scope);
  safety.never = read_touched(*section, "never", scope);
  return safety;
}

Limits limits_of(const Section& root, const Safety& safety) {
  const auto section = root.table("safety");
  if (!section) return {safety, {}, {}};
  return {safety, section->position("only"), section->position("never")};
}

}  // namespace squall

#include "harness/scenario/live_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/scenario/read.h"
#include "harness/scenario/schema_tables.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

constexpr std::array<std::string_view, 5> kOfScenarios{"at", "repeat", "stagger", "enabled",
                                                       "weight"};

// What would be read from the environment when the session is replayed.
void forbid_environment(const TomlNode& node, Findings& findings) {
  if (const std::string* text = node.text();
      text != nullptr && text->find("${env:") != text->npos) {
    findings.error(node.position, "a session reads nothing from the environment",
                   "write the value itself");
  }
  if (const auto* items = node.array()) {
    for (const TomlNode& item : *items) forbid_environment(item, findings);
  }
  if (const auto* entries = node.table()) {
    for (const TomlEntry& entry : *entries) forbid_environment(entry.value, findings);
  }
}

void forbid_times(const TomlNode& table, Findings& findings) {
  for (const std::string_view key : kOfScenarios) {
    const TomlNode* given = table.find(key);
    if (given == nullptr) continue;
    findings.error(given->position, fmt::format("'{}' means nothing in a session", key),
                   "a fault goes in at once; ask for it again when it is to come again");
  }
}

// Two that are drawn may be of different nodes.
bool hits_drawn_nodes(const FaultSpec& fault) {
  using Select = TargetNodes::Select;
  const auto target = parse_target(fault.target);
  return target && (target->select == Select::kAny || target->select == Select::kMinority ||
                    target->select == Select::kMajority);
}

void check_one_fault(const Section& section, const FaultSpec& fault) {
  const auto target = parse_target(fault.target);
  if (target && target->select == TargetNodes::Select::kOneAtATime) {
    section.error("target",
                  "a session breaks one thing at a time: [one-at-a-time] is for scenarios",
                  fmt::format("write {}[0]", target->service));
  }
  if (section.has("for") && section.duration("for") == Nanoseconds{}) {
    section.error("for", "the fault would be healed at once");
  }
}

// Against those that are in force: the same again, and too many nodes.
void check_with_others(const Section& section, const FaultSpec& fault, const Topology& topology,
                       const Safety& safety, std::span<const FaultSpec* const> in_force) {
  Phase phase;
  for (const FaultSpec* other : in_force) {
    if (other->kind == fault.kind && other->target == fault.target && !hits_drawn_nodes(fault)) {
      section.error("target", fmt::format("'{}' is such a fault already", other->name),
                    "heal it first");
    }
    FaultSpec& each = phase.faults.emplace_back(*other);
    each.at = {};
    each.duration.reset();
    each.entry = static_cast<int>(phase.faults.size()) - 1;
  }
  FaultSpec& own = phase.faults.emplace_back(fault);
  own.duration.reset();
  own.entry = static_cast<int>(phase.faults.size()) - 1;
  const TooManyDown found = too_many_down(own.entry, phase, topology, safety.max_nodes_down);
  if (found.with == nullptr) return;
  section.error(
      "target",
      fmt::format("with '{}' this breaks {} nodes at once, and [safety] max_nodes_down is {}",
                  found.with->name, found.nodes, safety.max_nodes_down),
      fmt::format("heal that one first; if it is meant, begin the session with "
                  "--set safety.max_nodes_down={}",
                  found.nodes));
}

// The fault's table without what a replay has of its own.
std::string written_spec(TomlNode table) {
  for (const char* key : {"name", "for"}) table.remove(key);
  return to_toml_line(table);
}

}  // namespace

tl::expected<FaultSpec, Diagnostics> LiveReader::fault(
    TomlNode table, std::span<const FaultSpec* const> in_force) const {
  Findings findings;
  const ReadContext context{kinds_, findings, AllowedHosts(loaded_.topology.allowed_hosts), true};
  forbid_times(table, findings);
  forbid_environment(table, findings);
  for (const std::string_view key : kOfScenarios) table.remove(key);
  const References references(loaded_.topology, true, findings);
  const OffsetsByName offsets;
  const ScenarioScope scope{loaded_.topology, true, references, offsets};
  const Safety& safety = loaded_.scenario.safety;
  const Section section(table, schema::kFault, "the fault", context);
  Names names("fault", NameStyle::kWord);
  names.add(section);
  FaultSpec spec = read_fault(section, scope, {safety, {}, {}});
  check_one_fault(section, spec);
  if (!findings.has_errors()) {
    check_with_others(section, spec, loaded_.topology, safety, in_force);
  }
  if (findings.has_errors()) return tl::unexpected(findings.sorted({}));
  spec.at = {};
  spec.written = written_spec(std::move(table));
  return spec;
}

tl::expected<ClientPolicy, Diagnostics> LiveReader::client(const TomlNode& changes) const {
  Findings findings;
  const ReadContext context{kinds_, findings, AllowedHosts(loaded_.topology.allowed_hosts), true};
  forbid_fixed(changes, findings);
  forbid_environment(changes, findings);
  const TomlNode* own = loaded_.document.find("client");
  const bool has_own = own != nullptr && own->table() != nullptr;
  const TomlNode merged = has_own ? merged_policy(*own, changes) : changes;
  const References references(loaded_.topology, true, findings);
  ClientPolicy policy =
      read_policy(Section(merged, schema::kPolicy, "the client policy", context), references);
  if (findings.has_errors()) return tl::unexpected(findings.sorted({}));
  policy.settings = to_toml_line(changes);
  return policy;
}

tl::expected<ClientPolicy, Diagnostics> LiveReader::variant(const TomlNode& name) const {
  const TomlNode* own = loaded_.document.find("client");
  const TomlNode* list = own == nullptr ? nullptr : own->find("variant");
  const std::string wanted = name.text() == nullptr ? "" : *name.text();
  if (wanted.empty()) return client(make_table(name.position));
  if (list != nullptr && list->array() != nullptr) {
    for (const TomlNode& item : *list->array()) {
      if (item.text_of("name") != wanted) continue;
      TomlNode changes = item;
      changes.remove("name");
      auto policy = client(changes);
      if (policy) policy->name = wanted;
      return policy;
    }
  }
  Findings findings;
  findings.error(name.position, fmt::format("there is no client variant '{}'", wanted),
                 suggestion(wanted, variants(), "variants"));
  return tl::unexpected(findings.sorted({}));
}

std::vector<std::string> LiveReader::variants() const {
  std::vector<std::string> names;
  const TomlNode* own = loaded_.document.find("client");
  const TomlNode* list = own == nullptr ? nullptr : own->find("variant");
  if (list == nullptr || list->array() == nullptr) return names;
  for (const TomlNode& item : *list->array()) names.push_back(item.text_of("name"));
  return names;
}

}  // namespace squall

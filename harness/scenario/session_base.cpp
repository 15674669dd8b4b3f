#include "harness/scenario/session_base.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "harness/core/duration.h"
#include "harness/scenario/condition.h"

namespace squall {
namespace {

using Kinds = std::map<std::string, std::string>;  // Of phases, by name.

bool is_list(const TomlNode* node) { return node != nullptr && is_table_list(*node); }

Kinds kinds_of_phases(const TomlNode& root) {
  Kinds kinds;
  const TomlNode* phases = root.find("phase");
  if (!is_list(phases)) return kinds;
  for (const TomlNode& phase : *phases->array()) {
    kinds.emplace(phase.text_of("name"), phase.text_of("kind"));
  }
  return kinds;
}

TomlNode phase_of_kind(const std::string& name, const std::string& kind, Nanoseconds length) {
  TomlNode phase = make_table({});
  phase.at("name", {}) = make_text(name, {});
  phase.at("kind", {}) = make_text(kind, {});
  phase.at("for", {}) = make_text(format_duration(length), {});
  return phase;
}

void put_phases(TomlNode& root, Nanoseconds max_duration) {
  const Nanoseconds each = std::max(Nanoseconds(std::chrono::seconds(1)), max_duration / 4);
  TomlNode list;
  list.data = TomlNode::Array{phase_of_kind("before", "baseline", each),
                              phase_of_kind("broken-1", "fault", each),
                              phase_of_kind("recovery-1", "recovery", each)};
  root.at("phase", {}) = std::move(list);
}

// Whether one of the phases that the load is limited to came before the faults.
bool runs_before_faults(const TomlNode& phases, const Kinds& kinds) {
  const TomlNode::Array single{phases};
  const TomlNode::Array& names = phases.array() == nullptr ? single : *phases.array();
  return std::any_of(names.begin(), names.end(), [&](const TomlNode& name) {
    const auto kind = name.text() == nullptr ? kinds.end() : kinds.find(*name.text());
    return kind != kinds.end() && (kind->second == "warmup" || kind->second == "baseline");
  });
}

bool has_rate(const TomlNode& load) {
  return load.find("rate") != nullptr && load.text_of("model") != "closed" &&
         load.text_of("arrival") != "replay";
}

// No iteration comes until somebody asks for some.
void silence(TomlNode& load) {
  const std::string arrival = load.text_of("arrival");
  TomlNode jump = make_table({});
  jump.inlined = true;
  jump.at("for", {}) = make_text("0s", {});
  jump.at("to", {}) = make_text("0/s", {});
  if (arrival == "constant") load.at("spacing", {}) = make_text("even", {});
  load.at("arrival", {}) = make_text("stages", {});
  TomlNode stages;
  stages.inlined = true;
  stages.data = TomlNode::Array{std::move(jump)};
  load.at("stages", {}) = std::move(stages);
}

void free_loads(TomlNode& root, const Kinds& kinds) {
  TomlNode* loads = root.find("load");
  if (!is_list(loads)) return;
  std::erase_if(*loads->array(), [&](const TomlNode& load) {
    const TomlNode* phases = load.find("phases");
    return phases != nullptr && !runs_before_faults(*phases, kinds) && !has_rate(load);
  });
  for (TomlNode& load : *loads->array()) {
    const TomlNode* phases = load.find("phases");
    if (phases == nullptr) continue;
    if (!runs_before_faults(*phases, kinds)) silence(load);
    load.remove("phases");
  }
  if (loads->array()->empty()) root.remove("load");
}

bool can_be_judged(const TomlNode& gate) {
  if (gate.find("variant") != nullptr) return false;
  const std::string phase = gate.text_of("phase");
  if (phase == "warmup" || phase == "capacity") return false;
  const auto condition = parse_condition(gate.text_of("expr"));
  if (!condition) return true;  // Reported where it is read.
  const auto uses = metrics_of(*condition);
  return std::none_of(uses.begin(), uses.end(), [](const MetricUse* use) {
    const bool of_named_fault =
        use->metric->argument == MetricArgument::kFault && !use->arguments.empty();
    return of_named_fault || use->metric->id == MetricId::kCapacity;
  });
}

void free_gates(TomlNode& root, const Kinds& kinds) {
  TomlNode* gates = root.find("gate");
  if (!is_list(gates)) return;
  for (TomlNode& gate : *gates->array()) {
    const auto kind = kinds.find(gate.text_of("phase"));
    if (kind != kinds.end()) *gate.find("phase")->text() = kind->second;
  }
  std::erase_if(*gates->array(), [](const TomlNode& gate) { return !can_be_judged(gate); });
  if (gates->array()->empty()) root.remove("gate");
}

bool does_once(const Workload& workload) {
  const auto once = [](const Step& step) { return step.once; };
  return std::any_of(workload.setup.begin(), workload.setup.end(), once) ||
         std::any_of(workload.teardown.begin(), workload.teardown.end(), once);
}

}  // namespace

void make_session_base(TomlNode& root, Nanoseconds max_duration) {
  const Kinds kinds = kinds_of_phases(root);
  if (root.find("schema") == nullptr) root.at("schema", {}).data = std::int64_t{1};
  if (root.find("title") == nullptr) root.at("title", {}) = make_text("A manual session", {});
  put_phases(root, max_duration);
  free_loads(root, kinds);
  free_gates(root, kinds);
  TomlNode* safety = root.find("safety");
  if (safety == nullptr) {
    safety = &root.at("safety", {});
    *safety = make_table({});
  }
  if (safety->table() == nullptr) return;  // Reported where it is read.
  safety->at("max_duration", {}) = make_text(format_duration(max_duration), {});
}

void add_stand_in(TomlNode& root, const StandIn& stand_in) {
  TomlNode& loads = *root.find("load");
  TomlNode load = *find_item(loads, stand_in.of);
  load.at("name", {}) = make_text(stand_in.name, {});
  load.at("workload", {}) = make_text(stand_in.workload, {});
  silence(load);
  loads.array()->push_back(std::move(load));
}

std::vector<StandIn> add_stand_ins(TomlNode& root, const std::vector<Workload>& workloads,
                                   const std::function<bool(const TomlNode&)>& fits) {
  std::vector<StandIn> added;
  TomlNode* loads = root.find("load");
  if (!is_list(loads)) return added;
  const TomlNode::Array own = *loads->array();
  for (const TomlNode& load : own) {
    if (!has_rate(load)) continue;
    for (const Workload& workload : workloads) {
      if (workload.name == load.text_of("workload") || does_once(workload)) continue;
      if (added.size() == kMostStandIns) return added;
      const std::string name = load.text_of("name");
      const StandIn stand_in{fmt::format("{}-as-{}", name, workload.name), name, workload.name};
      TomlNode with = root;
      add_stand_in(with, stand_in);
      if (!fits(with)) continue;
      root = std::move(with);
      added.push_back(stand_in);
    }
  }
  return added;
}

void remove_other_policies(TomlNode& root) {
  TomlNode* client = root.find("client");
  if (client == nullptr) return;
  for (const char* key : {"variant", "change"}) client->remove(key);
}

}  // namespace squall

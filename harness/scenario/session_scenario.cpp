#include "harness/scenario/session_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/core/duration.h"
#include "harness/scenario/check_value.h"
#include "harness/scenario/schedule.h"
#include "harness/scenario/session_base.h"
#include "harness/scenario/session_record.h"

namespace squall {
namespace {

using Offset = SessionRecord::Offset;

TomlNode duration_text(Offset milliseconds) {
  return make_text(format_duration(std::chrono::milliseconds(milliseconds)), {});
}

TomlNode fault_table(const SessionRecord::Fault& fault, const SessionRecord::Phase& phase) {
  TomlNode table = make_table({});
  table.at("name", {}) = make_text(fault.name, {});
  for (const char* key : {"kind", "target"}) {
    if (const TomlNode* value = fault.table.find(key)) table.at(key, {}) = *value;
  }
  table.at("at", {}) = duration_text(fault.began - phase.start);
  if (fault.healed) table.at("for", {}) = duration_text(*fault.healed - fault.began);
  for (const TomlEntry& entry : *fault.table.table()) {
    if (table.find(entry.key) == nullptr) table.table()->push_back(entry);
  }
  return table;
}

TomlNode phase_table(const SessionRecord::Phase& phase) {
  TomlNode table = make_table({});
  table.at("name", {}) = make_text(phase.name, {});
  table.at("kind", {}) = make_text(phase.kind, {});
  table.at("for", {}) = duration_text(phase.end - phase.start);
  if (phase.faults.empty()) return table;
  TomlNode::Array faults;
  for (const SessionRecord::Fault& fault : phase.faults)
    faults.push_back(fault_table(fault, phase));
  table.at("fault", {}).data = std::move(faults);
  return table;
}

void put_recorded_phases(TomlNode& root, const SessionRecord& record) {
  TomlNode::Array phases;
  for (const SessionRecord::Phase& phase : record.phases) phases.push_back(phase_table(phase));
  TomlNode list;
  list.data = std::move(phases);
  root.at("phase", {}) = std::move(list);
}

struct RecordedStage {
  Nanoseconds length{};
  double to_per_s = 0;
};

TomlNode stages_list(const std::vector<RecordedStage>& stages) {
  TomlNode::Array items;
  for (const RecordedStage& stage : stages) {
    TomlNode item = make_table({});
    item.inlined = true;
    item.at("for", {}) = make_text(format_duration(stage.length), {});
    item.at("to", {}) = make_text(fmt::format("{}/s", stage.to_per_s), {});
    items.push_back(std::move(item));
  }
  TomlNode list;
  list.inlined = true;
  list.data = std::move(items);
  return list;
}

// The load's own stages up to `until`; what it comes at then stands in `rate`.
std::vector<RecordedStage> own_stages(const TomlNode& load, Nanoseconds until, double& rate) {
  std::vector<RecordedStage> stages;
  const TomlNode* list = load.find("stages");
  Nanoseconds elapsed{};
  const bool has_own = load.text_of("arrival") == "stages" && list != nullptr && list->array();
  for (const TomlNode& item : has_own ? *list->array() : TomlNode::Array{}) {
    if (elapsed >= until) break;
    RecordedStage stage{parse_duration(item.text_of("for")).value_or(Nanoseconds{}),
                        parse_rate(item.text_of("to")).value_or(0)};
    if (elapsed + stage.length > until) {
      const double part = seconds(until - elapsed) / seconds(stage.length);
      stage.to_per_s = rate + (stage.to_per_s - rate) * part;
      stage.length = until - elapsed;
    }
    elapsed += stage.length;
    rate = stage.to_per_s;
    stages.push_back(stage);
  }
  if (elapsed < until) stages.push_back({until - elapsed, rate});
  return stages;
}

// Rates that were changed by hand are stages that jump.
void put_rates(TomlNode& load, const std::vector<SessionRecord::Change>& changes) {
  const auto time_of = [](Offset at) { return Nanoseconds(std::chrono::milliseconds(at)); };
  double rate = parse_rate(load.text_of("rate")).value_or(0);
  std::vector<RecordedStage> stages = own_stages(load, time_of(changes.front().at), rate);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    stages.push_back({Nanoseconds{}, changes[i].rate_per_s});
    if (i + 1 == changes.size() || changes[i + 1].at <= changes[i].at) continue;
    stages.push_back({time_of(changes[i + 1].at - changes[i].at), changes[i].rate_per_s});
  }
  const std::string arrival = load.text_of("arrival");
  if (arrival == "constant") load.at("spacing", {}) = make_text("even", {});
  load.at("arrival", {}) = make_text("stages", {});
  load.at("stages", {}) = stages_list(stages);
}

void put_all_rates(TomlNode& root, const SessionRecord& record) {
  TomlNode* loads = root.find("load");
  for (const auto& [name, changes] : record.rates) {
    TomlNode* load = loads == nullptr ? nullptr : find_item(*loads, name);
    if (load != nullptr) put_rates(*load, changes);
  }
}

void put_client_changes(TomlNode& root, const SessionRecord& record) {
  if (record.client.empty()) return;
  TomlNode::Array changes;
  for (const SessionRecord::ClientChange& change : record.client) {
    TomlNode item = make_table({});
    item.at("at", {}) = duration_text(change.at);
    for (const TomlEntry& entry : *change.keys.table()) item.table()->push_back(entry);
    changes.push_back(std::move(item));
  }
  TomlNode* client = root.find("client");
  if (client == nullptr) {
    client = &root.at("client", {});
    *client = make_table({});
  }
  client->at("change", {}).data = std::move(changes);
}

// What judges phases that there were not has nothing to judge.
void drop_gates(TomlNode& root, const SessionRecord& record) {
  TomlNode* gates = root.find("gate");
  if (gates == nullptr || !is_table_list(*gates)) return;
  std::set<std::string> places;
  for (const SessionRecord::Phase& phase : record.phases) places.insert({phase.name, phase.kind});
  std::erase_if(*gates->array(), [&](const TomlNode& gate) {
    return gate.find("phase") != nullptr && places.count(gate.text_of("phase")) == 0;
  });
  if (gates->array()->empty()) root.remove("gate");
}

// A replay takes as long, and some more to start and to drain.
void put_max_duration(TomlNode& root, const SessionRecord& record) {
  const auto lasts =
      std::chrono::ceil<std::chrono::minutes>(std::chrono::milliseconds(record.phases.back().end));
  const Nanoseconds most = lasts + std::chrono::minutes(5);
  TomlNode* safety = root.find("safety");
  if (safety == nullptr) {
    safety = &root.at("safety", {});
    *safety = make_table({});
  }
  safety->at("max_duration", {}) = make_text(format_duration(most), {});
}

// Loads that nobody gave a rate.
void drop_stand_ins(TomlNode& root, const LoadedScenario& base, const SessionRecord& record) {
  TomlNode* loads = root.find("load");
  for (const StandIn& stand_in : base.stand_ins) {
    if (record.rates.count(stand_in.name) > 0) continue;
    std::erase_if(*loads->array(),
                  [&](const TomlNode& load) { return load.text_of("name") == stand_in.name; });
  }
}

}  // namespace

bool is_session(const std::vector<TimedEvent>& events) {
  return std::any_of(events.begin(), events.end(), [](const TimedEvent& event) {
    return std::holds_alternative<SessionStarted>(event.event);
  });
}

TomlNode session_scenario(TomlNode base, const std::vector<TimedEvent>& events) {
  const SessionRecord record = read_session(events);
  remove_other_policies(base);
  if (record.phases.empty()) return base;
  put_recorded_phases(base, record);
  put_all_rates(base, record);
  put_client_changes(base, record);
  drop_gates(base, record);
  put_max_duration(base, record);
  // Draws such as [any] are made from it.
  if (record.seed) base.at("seed", {}).data = static_cast<std::int64_t>(*record.seed);
  return base;
}

std::string session_file(const LoadedScenario& base, const std::vector<TimedEvent>& events,
                         const std::filesystem::path& folder) {
  const SessionRecord record = read_session(events);
  LoadedScenario session = base;
  session.source = session_scenario(base.source, events);
  drop_stand_ins(session.source, base, record);
  std::string text = fmt::format(
      "# Replays the manual session of {}: the same faults at the same times.\n"
      "# Add gates, and it is a test.\n",
      record.started_at);
  for (const std::string& remark : record.remarks) text += fmt::format("# {}\n", remark);
  return text + scenario_file(session, folder);
}

}  // namespace squall

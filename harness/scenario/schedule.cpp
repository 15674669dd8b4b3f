#include "harness/scenario/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/duration.h"
#include "harness/scenario/draw_faults.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// The tables of a phase's faults, with those of its draw behind them.
TomlNode::Array tables_of(const TomlNode& phase) {
  TomlNode::Array tables;
  const TomlNode* random = phase.find("random");
  for (const TomlNode* list : {phase.find("fault"), random ? random->find("fault") : nullptr}) {
    if (list != nullptr) tables.insert(tables.end(), list->array()->begin(), list->array()->end());
  }
  return tables;
}

TomlNode plain_table(TomlNode table, const FaultSpec& fault) {
  const Position place = table.position;
  const auto set = [&](std::string_view key, std::string text) {
    table.at(key, place) = make_text(std::move(text), place);
  };
  set("name", fault.name);
  set("target", fault.target);
  if (fault.at != Nanoseconds{} || table.find("at")) set("at", format_duration(fault.at));
  if (fault.duration) set("for", format_duration(*fault.duration));
  if (!fault.enabled) table.at("enabled", place).data = false;
  table.remove("repeat");
  table.remove("stagger");
  table.remove("weight");
  table.inlined = false;
  return table;
}

void put_schedule(TomlNode& root, const Schedule& schedule) {
  TomlNode::Array& phases = *root.find("phase")->array();
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const TomlNode::Array tables = tables_of(phases[i]);
    phases[i].remove("random");
    phases[i].remove("fault");
    if (schedule[i].empty()) continue;
    TomlNode::Array plain;
    for (const FaultSpec& fault : schedule[i]) {
      plain.push_back(plain_table(tables[static_cast<std::size_t>(fault.entry)], fault));
    }
    TomlNode& list = phases[i].at("fault", phases[i].position);
    list.data = std::move(plain);
    list.inlined = false;
  }
}

// How many tables the phase's own faults have; those of the draw come after them.
int own_tables(const Phase& phase) {
  return phase.faults.empty() ? 0 : phase.faults.back().entry + 1;
}

// A path in the folder or below it stays relative: they may move together.
std::string seen_from(const fs::path& folder, const fs::path& file) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(file, ignored).lexically_normal();
  const fs::path from =
      fs::absolute(folder.empty() ? fs::path(".") : folder, ignored).lexically_normal();
  const std::string relative = absolute.lexically_relative(from).string();
  return relative.empty() || relative.starts_with("..") ? absolute.string() : relative;
}

}  // namespace

Schedule schedule_of(const Scenario& scenario) {
  Schedule schedule;
  for (const Phase& phase : scenario.phases) schedule.push_back(phase.faults);
  return schedule;
}

bool draws_faults(const Scenario& scenario) {
  return std::any_of(scenario.phases.begin(), scenario.phases.end(),
                     [](const Phase& phase) { return phase.random.has_value(); });
}

Result<LoadedScenario> draw_schedule(const LoadedScenario& loaded, std::uint64_t seed) {
  const Scenario& scenario = loaded.scenario;
  Schedule schedule = schedule_of(scenario);
  Diagnostics warnings;
  for (std::size_t i = 0; i < scenario.phases.size(); ++i) {
    const Phase& phase = scenario.phases[i];
    if (!phase.random) continue;
    const auto [drawn, wanted] = draw_faults(scenario, phase, loaded.topology, seed);
    if (drawn.empty() && wanted > 0) {
      return fail(
          fmt::format("phase '{}': none of the random faults finds a place beside the "
                      "others (seed {})",
                      phase.name, seed));
    }
    const auto warn = [&](std::string what, std::string hint) {
      warnings.push_back({Diagnostic::Severity::kWarning, scenario.file.string(), 0, 0,
                          fmt::format("phase '{}': {} (seed {})", phase.name, what, seed),
                          std::move(hint)});
    };
    if (wanted == 0) {
      warn("no random fault falls into it", "make the phase longer, or write a higher rate");
    } else if (const auto found = static_cast<int>(drawn.size()); found < wanted) {
      warn(fmt::format("{} of {} random faults find a place", found, wanted),
           phase.random->count > 0
               ? "make the phase longer, or write a smaller count"
               : "let there be more at_most, less gap and cooldown, or write a lower rate");
    }
    for (FaultSpec fault : drawn) {
      fault.entry += own_tables(phase);
      schedule[i].push_back(std::move(fault));
    }
  }
  LoadedScenario plain = with_schedule(loaded, schedule);
  plain.scenario.seed = seed;
  TomlNode resolved = *parse_toml(plain.scenario_toml, "");
  for (TomlNode* root : {&resolved, &plain.source}) {
    root->at("seed", {}).data = static_cast<std::int64_t>(seed);
  }
  plain.scenario_toml = to_toml(resolved);
  plain.scenario.hash = hash_of(plain);
  plain.warnings.insert(plain.warnings.end(), warnings.begin(), warnings.end());
  return plain;
}

Result<LoadedScenario> scenario_to_run(const LoadedScenario& loaded, std::uint64_t seed) {
  if (draws_faults(loaded.scenario)) return draw_schedule(loaded, seed);
  return loaded;
}

LoadedScenario with_schedule(const LoadedScenario& loaded, const Schedule& schedule) {
  LoadedScenario changed = loaded;
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    Phase& phase = changed.scenario.phases[i];
    phase.random.reset();
    phase.faults = schedule[i];
    int entry = 0;
    for (FaultSpec& fault : phase.faults) fault.entry = entry++;
  }
  TomlNode resolved = *parse_toml(loaded.scenario_toml, "");
  put_schedule(resolved, schedule);
  put_schedule(changed.source, schedule);
  changed.scenario_toml = to_toml(resolved);
  changed.scenario.hash = hash_of(changed);
  return changed;
}

std::string scenario_file(const LoadedScenario& loaded, const fs::path& folder) {
  TomlNode root = loaded.source;
  root.at("topology", {}) = make_text(seen_from(folder, loaded.topology_file), {});
  if (TomlNode* loads = root.find("load")) {
    for (TomlNode& load : *loads->array()) {
      TomlNode* offsets = load.find("offsets");
      if (offsets == nullptr) continue;
      *offsets =
          make_text(seen_from(folder, loaded.scenario.file.parent_path() / *offsets->text()), {});
    }
  }
  return to_toml(root);
}

}  // namespace squall

// [[phase]], and the times of its faults.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/core/duration.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

// A fault may not pass the end of its phase: its effects would be counted in the next one.
void check_times(const Section& section, const FaultSpec& fault, const Phase& phase) {
  if (!phase.duration && !phase.until_steady) return;
  const Nanoseconds end = phase.duration.value_or(phase.timeout);
  const std::string lasts = fmt::format(
      "phase '{}' {} {}", phase.name, phase.duration ? "lasts" : "may last", format_duration(end));
  if (fault.at >= end) {
    section.error("at",
                  fmt::format("the fault begins at {}, and {}", format_duration(fault.at), lasts),
                  "let it begin earlier: it counts from the phase's start");
  } else if (fault.duration && fault.at + *fault.duration > end) {
    section.error("for",
                  fmt::format("the fault ends at {}, and {}",
                              format_duration(fault.at + *fault.duration), lasts),
                  fmt::format("write at most for = \"{}\", or leave it out: then it ends with the "
                              "phase",
                              format_duration(end - fault.at)));
  }
  if (fault.duration && *fault.duration == Nanoseconds{}) {
    section.error("for", "the fault is healed at once");
  }
}

Phase read_phase(const Section& section) {
  Phase phase;
  phase.name = section.text("name");
  phase.kind = section.choice<PhaseKind>("kind");
  phase.duration = section.given_duration("for");
  phase.until_steady = section.has("until");
  phase.timeout = section.duration("timeout");
  const auto names = [&](const char* key) { return section.node().find(key) != nullptr; };
  if (phase.kind != PhaseKind::kCapacity && names("capacity")) {
    section.error("capacity", "'capacity' belongs to phases of kind \"capacity\"");
  }
  if (phase.kind != PhaseKind::kCapacity) {
    section.needs_one_of("for", "until", "write for = \"10s\" or until = \"steady\"");
  }
  if (names("timeout") && !names("until")) {
    section.error("timeout", "'timeout' belongs to 'until'", "write until = \"steady\" as well");
  }
  for (const char* key : {"for", "timeout"}) {
    if (section.has(key) && section.duration(key) == Nanoseconds{}) {
      section.error(key, "a phase must be longer than 0s");
    }
  }
  return phase;
}

// A search lasts as long as its steps; a fault's times would mean nothing in it.
void add_capacity(const Section& section, const std::vector<Load>& loads, Phase& phase) {
  for (const char* key : {"for", "until", "timeout", "fault", "random"}) {
    if (section.node().find(key) == nullptr) continue;
    section.error(key, fmt::format("a phase of kind \"capacity\" has no '{}'", key),
                  "its steps say how long it lasts");
  }
  const auto table = section.table("capacity");
  if (!table) {
    if (section.node().find("capacity") != nullptr) return;
    return section.error("kind", fmt::format("{} lacks [phase.capacity]", section.label()),
                         "write from, to, step and until_breaks in it");
  }
  phase.capacity = read_capacity(*table, phase, loads);
  const CapacitySpec& spec = *phase.capacity;
  phase.duration.reset();
  phase.until_steady = false;
  phase.timeout =
      std::int64_t{count_of_steps(spec, kMostSteps) + spec.refine} * (spec.settle + spec.hold);
}

// A load of its own, such as a spike, is a test as well.
bool nothing_breaks(const Phase& phase, const std::vector<Load>& loads) {
  if (phase.kind != PhaseKind::kFault || phase.random || !phase.faults.empty()) return false;
  return std::none_of(loads.begin(), loads.end(), [&](const Load& load) {
    return std::find(load.phases.begin(), load.phases.end(), phase.name) != load.phases.end();
  });
}

// What is wrong with a fault may be why there are too many.
Phase without(const std::set<int>& entries, Phase phase) {
  std::erase_if(phase.faults,
                [&](const FaultSpec& fault) { return entries.contains(fault.entry); });
  return phase;
}

}  // namespace

std::vector<Phase> read_phases(const Section& root, const ScenarioScope& scope,
                               const Scenario& scenario) {
  std::vector<Phase> phases;
  const Limits limits = limits_of(root, scenario.safety);
  Names phase_names("phase", NameStyle::kText);
  // Events name a fault alone, so its name is unique in the scenario, not only in its phase.
  Names fault_names("fault", NameStyle::kWord);
  for (const Section& section : root.tables("phase")) {
    phase_names.add(section);
    Phase phase = read_phase(section);
    if (phase.kind == PhaseKind::kCapacity) add_capacity(section, scenario.loads, phase);
    std::set<int> broken;
    for (const Section& fault : section.tables("fault")) {
      const std::size_t errors = section.context().findings.error_count();
      fault_names.add(fault);
      const FaultSpec spec = read_fault(fault, scope, limits);
      check_times(fault, spec, phase);
      add_fault(fault, spec, scope.topology, fault_names, phase);
      if (section.context().findings.error_count() > errors && !phase.faults.empty()) {
        broken.insert(phase.faults.back().entry);
      }
    }
    check_nodes_down(section, without(broken, phase), scope.topology, limits);
    if (const auto random = section.table("random")) {
      add_random(*random, scope, limits, fault_names, phase);
    }
    if (nothing_breaks(phase, scenario.loads) && section.has("kind")) {
      section.warning("kind",
                      fmt::format("phase '{}' is of kind \"fault\" and has no faults", phase.name),
                      "write a [[phase.fault]] or a [phase.random], a [[load]] that runs only in "
                      "it, or another kind");
    }
    phases.push_back(std::move(phase));
  }
  if (root.has("phase") && phases.empty()) root.error("phase", "there are no phases");
  return phases;
}

}  // namespace squall

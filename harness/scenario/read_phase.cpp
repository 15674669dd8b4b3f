// [[phase]] and its faults.
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/scenario/read.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

constexpr std::string_view kTargetForms =
    "write service[0], service[any], service[all], service[minority], service[majority], "
    "service[primary], \"from->to\" or \"from->to[0]\"";

// One end of a link: false if what is written cannot be.
bool check_end(const Section& section, const TargetNodes& end, const Topology& topology) {
  using Select = TargetNodes::Select;
  const Service* service = topology.find_service(end.service);
  if (end.select == Select::kPrimary) {
    section.error("target", "a link has no [primary] end",
                  fmt::format("write {0}[0], {0}[any] or {0}", end.service));
    return false;
  }
  if (end.select == Select::kOnly) return true;
  if (service == nullptr) {
    section.error("target", "client is no service, and has no nodes", "write client");
    return false;
  }
  const int nodes = service->nodes;
  const std::string count = fmt::format("it has {} node{}", nodes, nodes == 1 ? "" : "s");
  if (end.select == Select::kIndex && end.index >= nodes) {
    section.error("target", fmt::format("{} has no node [{}]", end.service, end.index),
                  fmt::format("{}: [0] to [{}]", count, nodes - 1));
    return false;
  }
  if (end.select == Select::kIndex || node_count(end, nodes) > 0) return true;
  section.error("target", fmt::format("{} has no minority", end.service), count);
  return false;
}

void check_link_target(const Section& section, const Target& target, const Topology& topology) {
  const Link* link = topology.find_link(target.from->service, target.service);
  if (link == nullptr) {
    std::vector<std::string> names;
    for (const Link& known : topology.links)
      names.push_back(fmt::format("{}->{}", known.from, known.to));
    const std::string written = fmt::format("{}->{}", target.from->service, target.service);
    return section.error("target", fmt::format("there is no link '{}'", written),
                         suggestion(written, names, "links"));
  }
  if (!check_end(section, *target.from, topology) || !check_end(section, target, topology)) return;
  if (link->proxy == Link::Proxy::kNever) {
    return section.error(
        "target", fmt::format("the link '{}' never runs through the fault proxy", link->name),
        "write proxy = \"auto\" in its [[link]]");
  }
  const Service* from = topology.find_service(link->from);
  if (from != nullptr && from->driver != "process") {
    section.error(
        "target",
        fmt::format("{} is not started by this harness (driver '{}'), so its connections "
                    "cannot run through the fault proxy",
                    from->name, from->driver),
        "only links from client or from a service with driver = \"process\" can be broken");
  }
}

void check_node_target(const Section& section, const Target& target, const Topology& topology,
                       int max_nodes_down) {
  const Service* service = topology.find_service(target.service);
  if (service == nullptr) {
    std::vector<std::string> names;
    for (const Service& known : topology.services) names.push_back(known.name);
    return section.error("target", fmt::format("there is no service '{}'", target.service),
                         suggestion(target.service, names, "services"));
  }
  const int nodes = service->nodes;
  if (target.select == TargetNodes::Select::kOnly && nodes > 1) {
    return section.error("target",
                         fmt::format("which of the {} nodes of {}?", nodes, service->name),
                         fmt::format("write {0}[0], {0}[any] or {0}[all]", service->name));
  }
  if (target.select == TargetNodes::Select::kIndex && target.index >= nodes) {
    return section.error("target", fmt::format("{} has no node [{}]", service->name, target.index),
                         nodes == 1
                             ? fmt::format("it has 1 node: write {}", service->name)
                             : fmt::format("it has {} nodes: [0] to [{}]", nodes, nodes - 1));
  }
  const int count = node_count(target, nodes);
  if (count == 0) {
    return section.error("target", fmt::format("{} has {} node{}, and no minority", service->name,
                                               nodes, nodes == 1 ? "" : "s"));
  }
  if (count > max_nodes_down && section.flag("enabled")) {
    section.error("target",
                  fmt::format("this takes {} nodes down, and [safety] max_nodes_down is {}", count,
                              max_nodes_down),
                  fmt::format("if that is meant, write max_nodes_down = {}", count));
  }
}

void check_target(const Section& section, const ScenarioScope& scope, int max_nodes_down) {
  if (!section.has("target")) return;
  const std::string written = section.text("target");
  const auto target = parse_target(written);
  if (!target) {
    return section.error("target", fmt::format("'{}' is no target", written),
                         std::string(kTargetForms));
  }
  const KindTables& kinds = section.context().kinds;
  const bool toxic = find_kind(kinds.toxics, section.text("kind")) != nullptr;
  const bool fault = find_kind(kinds.faults, section.text("kind")) != nullptr;
  const bool link = target->is_link();
  if (link && fault && !toxic) {
    return section.error(
        "target",
        fmt::format("'{}' breaks nodes, and '{}' is a link", section.text("kind"), written),
        "write service[0] or service[any]");
  }
  if (!link && toxic && !fault) {
    return section.error(
        "target",
        fmt::format("'{}' breaks links, and '{}' is a node", section.text("kind"), written),
        "write \"from->to\"");
  }
  if (!scope.complete) return;
  if (link) {
    check_link_target(section, *target, scope.topology);
  } else {
    check_node_target(section, *target, scope.topology, max_nodes_down);
  }
}

// A fault may not pass the end of its phase: its effects would be counted in the next one.
void check_times(const Section& section, const FaultSpec& fault, const Phase& phase) {
  if (!phase.duration && !phase.until_steady) return;
  const Nanoseconds end = phase.duration.value_or(phase.timeout);
  const std::string lasts = fmt::format(
      "phase '{}' {} {}", phase.name, phase.duration ? "lasts" : "may last", format_duration(end));
  if (fault.at >= end) {
    section.error("at",
                  fmt::format("the fault begins at {}, and {}", format_duration(fault.at), lasts));
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

void check_options(const Section& section, const Options& options) {
  const KindTables& kinds = section.context().kinds;
  const std::string name = section.text("kind");
  const Kind* const toxic = find_kind(kinds.toxics, name);
  const Kind* const kind = toxic != nullptr ? toxic : find_kind(kinds.faults, name);
  if (kind == nullptr || kind->mistake == nullptr) return;
  if (auto found = kind->mistake(options)) {
    section.error(found->option, std::move(found->what), std::move(found->hint));
  }
}

FaultSpec read_fault(const Section& section, const Phase& phase, const ScenarioScope& scope,
                     int max_nodes_down) {
  FaultSpec fault;
  fault.name = section.text("name");
  fault.kind = section.text("kind");
  fault.target = section.text("target");
  fault.at = section.duration("at");
  fault.duration = section.given_duration("for");
  fault.enabled = section.flag("enabled");
  fault.options = section.kind_options();
  check_options(section, fault.options);
  check_target(section, scope, max_nodes_down);
  check_times(section, fault, phase);
  return fault;
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
  if (phase.kind != PhaseKind::kCapacity && names("for") == names("until")) {
    section.error("for", fmt::format("{} needs one of 'for' and 'until'", section.label()),
                  "write for = \"10s\" or until = \"steady\"");
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
  for (const char* key : {"for", "until", "timeout", "fault"}) {
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

}  // namespace

std::vector<Phase> read_phases(const Section& root, const ScenarioScope& scope,
                               const Scenario& scenario) {
  std::vector<Phase> phases;
  Names phase_names("phase", NameStyle::kText);
  // Events name a fault alone, so its name is unique in the scenario, not only in its phase.
  Names fault_names("fault", NameStyle::kWord);
  for (const Section& section : root.tables("phase")) {
    phase_names.add(section);
    Phase phase = read_phase(section);
    if (phase.kind == PhaseKind::kCapacity) add_capacity(section, scenario.loads, phase);
    for (const Section& fault : section.tables("fault")) {
      fault_names.add(fault);
      phase.faults.push_back(read_fault(fault, phase, scope, scenario.safety.max_nodes_down));
    }
    if (phase.kind == PhaseKind::kFault && phase.faults.empty() && section.has("kind")) {
      section.warning("kind",
                      fmt::format("phase '{}' is of kind \"fault\" and has no faults", phase.name),
                      "write a [[phase.fault]], or another kind");
    }
    phases.push_back(std::move(phase));
  }
  if (root.has("phase") && phases.empty()) root.error("phase", "there are no phases");
  return phases;
}

}  // namespace squall

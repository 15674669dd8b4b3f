// [[phase.fault]] repeat and stagger, and the target [one-at-a-time]: tables that are several
// faults.
#include <fmt/format.h>

#include "harness/core/duration.h"
#include "harness/scenario/read.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

// How often it fits between `at` and the phase's end, the first time included.
std::int64_t times_that_fit(const FaultSpec& fault, Nanoseconds every, Nanoseconds end) {
  return 1 + (end - fault.at - *fault.duration) / every;
}

// Whether the repetitions can be made.
bool check_repeat(const Section& section, const Section& repeat, const FaultSpec& fault,
                  const Phase& phase) {
  if (!repeat.has("every") || !repeat.has("times")) return false;
  if (!fault.duration) {
    section.error("repeat", "a fault that is repeated must end before it begins again",
                  "write for = \"1s\" as well");
    return false;
  }
  const Nanoseconds every = repeat.duration("every");
  if (every <= *fault.duration) {
    repeat.error("every",
                 fmt::format("the fault lasts {} and begins again after {}",
                             format_duration(*fault.duration), format_duration(every)),
                 fmt::format("write more than {}", format_duration(*fault.duration)));
    return false;
  }
  if (!phase.duration && !phase.until_steady) return false;
  const Nanoseconds end = phase.duration.value_or(phase.timeout);
  const Nanoseconds first_end = fault.at + *fault.duration;
  const int times = repeat.integer("times");
  if (first_end > end || times <= times_that_fit(fault, every, end)) return first_end <= end;
  repeat.error("times",
               fmt::format("the last of {} ends at {}, and phase '{}' {} {}", times,
                           format_duration(first_end + every * (times - 1)), phase.name,
                           phase.duration ? "lasts" : "may last", format_duration(end)),
               fmt::format("write at most times = {}, or a shorter `every`",
                           times_that_fit(fault, every, end)));
  return false;
}

// Each node has an equal part of the fault's time.
void add_turns(const Section& section, const FaultSpec& fault, const Service& service, Names& names,
               Phase& phase) {
  FaultSpec each = fault;
  each.entry = phase.faults.empty() ? 0 : phase.faults.back().entry + 1;
  const bool timed = fault.duration || phase.duration;
  if (section.has("repeat")) {
    section.error("repeat", "[one-at-a-time] is repeated already",
                  "leave out repeat, or name a node");
  } else if (!timed && phase.until_steady) {
    section.error("target", "[one-at-a-time] needs a time to divide", "write for = \"10s\"");
  }
  if (section.has("repeat") || !timed) return phase.faults.push_back(each);
  const Nanoseconds whole = fault.duration ? *fault.duration : *phase.duration - fault.at;
  const Nanoseconds turn = whole / service.nodes;
  each.duration = turn;
  for (int i = 0; i < service.nodes; ++i) {
    each.target = node_name(service, i);
    each.at = fault.at + turn * i;
    if (i > 0) each.name = fmt::format("{}-{}", fault.name, i + 1);
    if (i > 0) names.add_derived(each.name, section);
    phase.faults.push_back(each);
  }
}

// The target for the node `index` of those at its end: "a->db[all]" gives "a->db[1]".
std::string target_of_turn(const FaultSpec& fault, const Service& service, int index) {
  const std::size_t arrow = fault.target.find("->");
  const std::string from = arrow == std::string::npos ? "" : fault.target.substr(0, arrow + 2);
  return from + node_name(service, index);
}

// Whether the turns of a staggered fault can be made.
bool check_stagger(const Section& section, const FaultSpec& fault, const Target& target,
                   const Service& service, const Phase& phase) {
  const Nanoseconds stagger = section.duration("stagger");
  if (section.has("repeat")) {
    section.error("repeat", "a staggered fault is repeated already", "leave out one of the two");
  } else if (stagger == Nanoseconds{}) {
    section.error("stagger", "the nodes would be hit at the same time", "leave it out");
  } else if (target.select != TargetNodes::Select::kAll) {
    section.error("target", "only a fault of all nodes of a service can be staggered",
                  fmt::format("write {}[all], or leave out stagger",
                              fault.target.substr(0, fault.target.rfind('['))));
  } else if (phase.duration || phase.until_steady) {
    const Nanoseconds end = phase.duration.value_or(phase.timeout);
    const Nanoseconds last = fault.at + stagger * (service.nodes - 1);
    if (last + fault.duration.value_or(Nanoseconds(1)) <= end) return true;
    section.error(
        "stagger",
        fmt::format("the last of {} nodes is hit at {}{}, and phase '{}' {} {}", service.nodes,
                    format_duration(last),
                    fault.duration ? fmt::format(" for {}", format_duration(*fault.duration)) : "",
                    phase.name, phase.duration ? "lasts" : "may last", format_duration(end)),
        "write a shorter one, or a longer phase");
  }
  return false;
}

// One node after the other; each is healed after the fault's own time, or at the phase's end.
void add_staggered(const Section& section, const FaultSpec& fault, const Target& target,
                   const Service& service, Names& names, Phase& phase) {
  FaultSpec each = fault;
  each.entry = phase.faults.empty() ? 0 : phase.faults.back().entry + 1;
  if (!check_stagger(section, fault, target, service, phase)) return phase.faults.push_back(each);
  for (int i = 0; i < service.nodes; ++i) {
    each.target = target_of_turn(fault, service, i);
    each.at = fault.at + section.duration("stagger") * i;
    if (i > 0) each.name = fmt::format("{}-{}", fault.name, i + 1);
    if (i > 0) names.add_derived(each.name, section);
    phase.faults.push_back(each);
  }
}

}  // namespace

void add_fault(const Section& section, const FaultSpec& fault, const Topology& topology,
               Names& names, Phase& phase) {
  const auto target = parse_target(fault.target);
  const Service* service = target ? topology.find_service(target->service) : nullptr;
  if (service != nullptr && target->select == TargetNodes::Select::kOneAtATime) {
    if (section.has("stagger")) {
      section.error("stagger", "[one-at-a-time] is one node after the other already",
                    "leave it out, or write [all]");
    }
    return add_turns(section, fault, *service, names, phase);
  }
  if (service != nullptr && section.has("stagger")) {
    return add_staggered(section, fault, *target, *service, names, phase);
  }
  FaultSpec each = fault;
  each.entry = phase.faults.empty() ? 0 : phase.faults.back().entry + 1;
  phase.faults.push_back(each);
  const auto repeat = section.table("repeat");
  if (!repeat || !check_repeat(section, *repeat, fault, phase)) return;
  for (int i = 2; i <= repeat->integer("times"); ++i) {
    each.name = fmt::format("{}-{}", fault.name, i);
    each.at += repeat->duration("every");
    names.add_derived(each.name, section);
    phase.faults.push_back(each);
  }
}

}  // namespace squall

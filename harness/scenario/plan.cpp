#include "harness/scenario/plan.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "harness/core/random.h"
#include "harness/scenario/partition.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

using Action = PlanEntry::Action;

// At the same moment: what ends comes before what begins, and the phase's end comes last.
int rank(Action action) {
  switch (action) {
    case Action::kPhaseStart:
      return 0;
    case Action::kHeal:
      return 1;
    case Action::kInject:
      return 2;
    case Action::kPhaseEnd:
      return 3;
  }
  return 4;
}

// A fault without `for` is healed at its phase's end; where that is a condition, the entry stands
// at the latest moment, as the phase's end does.
void add_fault(const Phase& phase, const FaultSpec& fault, PlanEntry entry, Nanoseconds phase_end,
               const Scenario& scenario, const Topology& topology, Plan& plan) {
  entry.targets = targets_of(fault, phase.name, topology, scenario.safety, plan.seed);
  entry.action = Action::kInject;
  entry.offset = fault.at;
  plan.entries.push_back(entry);
  entry.action = Action::kHeal;
  entry.offset = fault.duration ? fault.at + *fault.duration : phase_end;
  plan.entries.push_back(std::move(entry));
}

}  // namespace

std::vector<std::string> targets_of(const FaultSpec& fault, const std::string& phase,
                                    const Topology& topology, const Safety& safety,
                                    std::uint64_t seed) {
  const Random random = Random::substream(seed, "fault:" + phase + "/" + fault.name);
  const auto target = parse_target(fault.target);
  const Service* service = target ? topology.find_service(target->service) : nullptr;
  if (fault.kind != kPartition || service == nullptr) {
    return draw_targets(fault.target, topology, safety, random);
  }
  return partition_legs(fault.options, *service, random).value_or(std::vector<std::string>{});
}

Plan make_plan(const Scenario& scenario, const Topology& topology, std::uint64_t seed,
               bool no_faults) {
  Plan plan;
  plan.seed = seed;
  for (std::size_t i = 0; i < scenario.phases.size(); ++i) {
    const Phase& phase = scenario.phases[i];
    if (phase.random) throw std::logic_error("a plan needs a scenario whose faults are drawn");
    const Nanoseconds end = phase.duration.value_or(phase.timeout);
    PlanEntry entry;
    entry.phase = static_cast<int>(i);
    plan.entries.push_back(entry);
    for (std::size_t f = 0; f < phase.faults.size(); ++f) {
      if (no_faults || !phase.faults[f].enabled) continue;
      entry.fault = static_cast<int>(f);
      add_fault(phase, phase.faults[f], entry, end, scenario, topology, plan);
    }
    entry.fault = -1;
    entry.action = Action::kPhaseEnd;
    entry.offset = end;
    plan.entries.push_back(entry);
  }
  std::stable_sort(plan.entries.begin(), plan.entries.end(),
                   [](const PlanEntry& a, const PlanEntry& b) {
                     return std::make_tuple(a.phase, a.offset, rank(a.action)) <
                            std::make_tuple(b.phase, b.offset, rank(b.action));
                   });
  return plan;
}

}  // namespace squall

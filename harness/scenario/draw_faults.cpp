#include "harness/scenario/draw_faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/core/random.h"
#include "harness/scenario/occupied.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

constexpr Nanoseconds kGrain = std::chrono::milliseconds(10);  // Times that people can read.
constexpr int kMostTries = 200;                                // For one fault.

// Uniform in [least, most], in steps of kGrain from `least` on.
Nanoseconds draw_time(Nanoseconds least, Nanoseconds most, Random& random) {
  const auto steps = static_cast<std::uint64_t>((most - least) / kGrain) + 1;
  return least + static_cast<std::int64_t>(random.below(steps)) * kGrain;
}

const FaultSpec& draw_candidate(const RandomFaults& from, Random& random) {
  double sum = 0;
  const RandomFaults::Candidate* last = nullptr;
  for (const auto& candidate : from.candidates) {
    if (candidate.fault.enabled) sum += candidate.weight;
  }
  double drawn = random.uniform() * sum;
  for (const auto& candidate : from.candidates) {
    if (!candidate.fault.enabled) continue;
    last = &candidate;
    drawn -= candidate.weight;
    if (drawn < 0) break;
  }
  return last->fault;
}

class Draw {
 public:
  Draw(const Scenario& scenario, const Phase& phase, const Topology& topology, std::uint64_t seed)
      : phase_(phase),
        from_(*phase.random),
        safety_(scenario.safety),
        topology_(topology),
        random_(Random::substream(seed, "random:" + phase.name)) {
    for (const Phase& each : scenario.phases) {
      for (const FaultSpec& fault : each.faults) names_.insert(fault.name);
    }
    for (const FaultSpec& fault : phase.faults) {
      if (!fault.enabled) continue;
      // As the plan draws them.
      const Random own = Random::substream(seed, "fault:" + phase.name + "/" + fault.name);
      const Nanoseconds until = fault.duration ? fault.at + *fault.duration : *phase.duration;
      occupied_.push_back(
          occupied(fault, draw_targets(fault.target, topology, own), topology, until));
    }
  }

  std::vector<FaultSpec> run() {
    std::vector<FaultSpec> faults;
    for (int i = 0; i < from_.count; ++i) {
      for (int tries = 0; tries < kMostTries; ++tries) {
        FaultSpec fault = draw_one();
        if (!place(fault)) continue;
        faults.push_back(std::move(fault));
        break;
      }
    }
    std::stable_sort(faults.begin(), faults.end(),
                     [](const FaultSpec& a, const FaultSpec& b) { return a.at < b.at; });
    for (FaultSpec& fault : faults) fault.name = new_name(fault.name);
    return faults;
  }

 private:
  FaultSpec draw_one() {
    FaultSpec fault = draw_candidate(from_, random_);
    fault.duration = draw_time(from_.shortest, from_.longest, random_);
    fault.at = draw_time(Nanoseconds{}, *phase_.duration - *fault.duration, random_);
    const auto targets = draw_targets(fault.target, topology_, Random(random_.next()));
    if (targets.size() == 1) fault.target = targets.front();
    return fault;
  }

  // Several nodes of a draw are drawn again by the plan, under the fault's name: until then they
  // may be any.
  bool place(const FaultSpec& fault) {
    std::vector<std::string> targets;
    if (!is_drawn_again(fault.target)) {
      targets = draw_targets(fault.target, topology_, Random(0));
    }
    const Occupied next = occupied(fault, targets, topology_, fault.at + *fault.duration);
    const bool fits =
        !clashes(next, occupied_, from_.gap) && most_at_once(next, occupied_) <= from_.at_most &&
        (next.nodes == 0 || most_nodes_down(next, occupied_, from_.gap) <= safety_.max_nodes_down);
    if (fits) occupied_.push_back(next);
    return fits;
  }

  static bool is_drawn_again(const std::string& text) {
    const auto draws = [](const TargetNodes& nodes) {
      using Select = TargetNodes::Select;
      return nodes.select == Select::kAny || nodes.select == Select::kMinority ||
             nodes.select == Select::kMajority;
    };
    const auto target = parse_target(text);
    return target && (draws(*target) || (target->is_link() && draws(*target->from)));
  }

  std::string new_name(const std::string& candidate) {
    while (true) {
      const std::string name = fmt::format("{}-{}", candidate, ++numbers_[candidate]);
      if (names_.insert(name).second) return name;
    }
  }

  const Phase& phase_;
  const RandomFaults& from_;
  const Safety& safety_;
  const Topology& topology_;
  Random random_;
  std::vector<Occupied> occupied_;
  std::set<std::string> names_;
  std::map<std::string, int> numbers_;
};

}  // namespace

std::vector<FaultSpec> draw_faults(const Scenario& scenario, const Phase& phase,
                                   const Topology& topology, std::uint64_t seed) {
  return Draw(scenario, phase, topology, seed).run();
}

}  // namespace squall

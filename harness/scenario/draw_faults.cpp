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
constexpr std::size_t kMostArrivals = 2000;                    // Twice what `rate` may give.

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
        times_(Random::substream(seed, "random-times:" + phase.name)),
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
          occupied(fault, draw_targets(fault.target, topology, safety_, own), topology, until));
    }
  }

  DrawnFaults run() {
    std::vector<FaultSpec> faults;
    const auto times =
        from_.rate_per_s > 0 ? arrivals() : Times(static_cast<std::size_t>(from_.count));
    for (const std::optional<Nanoseconds> time : times) {
      for (int tries = 0; tries < kMostTries; ++tries) {
        FaultSpec fault = draw_one(time);
        if (!place(fault)) continue;
        faults.push_back(std::move(fault));
        break;
      }
    }
    std::stable_sort(faults.begin(), faults.end(),
                     [](const FaultSpec& a, const FaultSpec& b) { return a.at < b.at; });
    for (FaultSpec& fault : faults) fault.name = new_name(fault.name);
    return {std::move(faults), static_cast<int>(times.size())};
  }

 private:
  using Times = std::vector<std::optional<Nanoseconds>>;  // None: drawn with the fault.

  // A Poisson process, as far as the shortest fault still ends with the phase.
  Times arrivals() {
    Times times;
    double after_s = times_.exponential(1 / from_.rate_per_s);
    while (after_s <= seconds(*phase_.duration - from_.shortest) && times.size() < kMostArrivals) {
      const auto steps = static_cast<std::int64_t>(after_s / seconds(kGrain));
      times.emplace_back(steps * kGrain);
      after_s += times_.exponential(1 / from_.rate_per_s);
    }
    return times;
  }

  FaultSpec draw_one(std::optional<Nanoseconds> time) {
    FaultSpec fault = draw_candidate(from_, random_);
    const Nanoseconds left = *phase_.duration - time.value_or(Nanoseconds{});
    fault.duration = draw_time(from_.shortest, std::min(from_.longest, left), random_);
    fault.at = time ? *time : draw_time(Nanoseconds{}, *phase_.duration - *fault.duration, random_);
    const auto targets = draw_targets(fault.target, topology_, safety_, Random(random_.next()));
    if (targets.size() == 1) fault.target = targets.front();
    return fault;
  }

  // Several nodes of a draw are drawn again by the plan, under the fault's name: until then they
  // may be any.
  bool place(const FaultSpec& fault) {
    std::vector<std::string> targets;
    if (!is_drawn_again(fault.target)) {
      targets = draw_targets(fault.target, topology_, safety_, Random(0));
    }
    const Occupied next = occupied(fault, targets, topology_, fault.at + *fault.duration);
    const bool fits =
        !clashes(next, occupied_, from_.gap) && !disturbs(next, occupied_, from_.cooldown) &&
        most_at_once(next, occupied_) <= from_.at_most &&
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
  Random times_, random_;
  std::vector<Occupied> occupied_;
  std::set<std::string> names_;
  std::map<std::string, int> numbers_;
};

}  // namespace

DrawnFaults draw_faults(const Scenario& scenario, const Phase& phase, const Topology& topology,
                        std::uint64_t seed) {
  return Draw(scenario, phase, topology, seed).run();
}

}  // namespace squall

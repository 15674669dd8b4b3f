// [phase.random].
#include <fmt/format.h>

#include "harness/core/duration.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

constexpr int kMostFaults = 1000;
constexpr Nanoseconds kShortestFault = std::chrono::milliseconds(10);

// `for`: one duration, or two.
void read_lengths(const Section& section, RandomFaults& random) {
  if (!section.has("for")) return;
  const std::vector<std::string> texts = section.texts("for");
  std::vector<Nanoseconds> lengths;
  for (const std::string& text : texts) {
    if (const auto length = parse_duration(text)) lengths.push_back(*length);
  }
  if (lengths.size() != texts.size() || lengths.empty() || lengths.size() > 2) {
    return section.error("for", "'for' must be a duration or two",
                         "write [\"1s\", \"5s\"] for 1 s to 5 s, or \"2s\"");
  }
  random.shortest = lengths.front();
  random.longest = lengths.back();
  if (random.longest < random.shortest) {
    section.error("for", "the longest is shorter than the shortest", "write the shorter one first");
  } else if (random.shortest < kShortestFault) {
    section.error("for", "a fault that is drawn lasts at least 10ms");
  }
}

void check_phase(const Section& section, const RandomFaults& random, const Phase& phase) {
  section.needs_one_of("count", "rate", "write count = 6, or rate = \"6/m\"");
  if (!phase.duration) {
    if (phase.until_steady) {
      section.error("count", fmt::format("phase '{}' has no length to draw times from", phase.name),
                    "write for = \"10s\" in the phase instead of until");
    }
  } else if (random.longest > *phase.duration) {
    section.error("for", fmt::format("a fault may last {}, and phase '{}' lasts {}",
                                     format_duration(random.longest), phase.name,
                                     format_duration(*phase.duration)));
  } else if (random.rate_per_s * seconds(*phase.duration) > kMostFaults) {
    section.error(
        "rate",
        fmt::format("that is about {:.0f} faults", random.rate_per_s * seconds(*phase.duration)),
        fmt::format("write a rate that gives at most {}", kMostFaults));
  }
}

}  // namespace

void add_random(const Section& section, const ScenarioScope& scope, const Limits& limits,
                Names& names, Phase& phase) {
  RandomFaults random;
  if (section.has("count")) random.count = section.integer("count");
  if (section.has("rate")) random.rate_per_s = section.number("rate");
  random.at_most = section.integer("at_most");
  random.gap = section.duration("gap");
  random.cooldown = section.duration("cooldown");
  read_lengths(section, random);
  check_phase(section, random, phase);
  int entry = 0;
  bool any = false;
  for (const Section& candidate : section.tables("fault")) {
    names.add(candidate);
    FaultSpec fault = read_fault(candidate, scope, limits);
    if (fault.target.ends_with("[one-at-a-time]")) {
      candidate.error("target", "a fault that is drawn has one turn", "write [any]");
    }
    fault.entry = entry++;
    any = any || fault.enabled;
    random.candidates.push_back({std::move(fault), candidate.number("weight")});
  }
  if (section.has("fault") && !any) {
    section.error("fault", "there is no fault to draw from", "write a [[phase.random.fault]]");
  }
  phase.random = std::move(random);
}

}  // namespace squall

// [phase.capacity].
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

bool runs_in(const Load& load, const Phase& phase) {
  const auto& phases = load.phases;
  return phases.empty() || std::find(phases.begin(), phases.end(), phase.name) != phases.end();
}

bool can_be_raised(const Load& load) {
  return load.model == Load::Model::kOpen && load.arrival != "replay";
}

std::string find_load(const Section& section, const Phase& phase, const std::vector<Load>& loads) {
  std::vector<std::string> candidates;
  for (const Load& load : loads) {
    if (can_be_raised(load) && runs_in(load, phase)) candidates.push_back(load.name);
  }
  if (!section.has("load")) {
    if (candidates.size() == 1) return candidates.front();
    section.error("load",
                  candidates.empty()
                      ? fmt::format("no open load with a rate runs in phase '{}'", phase.name)
                      : "whose rate is to be raised?",
                  candidates.empty() ? "write one with model = \"open\" and a rate, and name the "
                                       "phase in its 'phases'"
                                     : fmt::format("write load = \"{}\"", candidates.front()));
    return {};
  }
  const std::string written = section.text("load");
  const auto load = std::find_if(loads.begin(), loads.end(),
                                 [&](const Load& candidate) { return candidate.name == written; });
  if (load == loads.end()) {
    section.error("load", fmt::format("there is no load '{}'", written),
                  suggestion(written, candidates, "loads"));
  } else if (load->model == Load::Model::kClosed) {
    section.error("load",
                  fmt::format("load '{}' is closed: its rate is what the answers make of it, and "
                              "cannot be raised",
                              written),
                  fmt::format("write model = \"open\" and a rate; or compare numbers of users, run "
                              "by run, with --set load.{}.users=N",
                              written));
  } else if (!can_be_raised(*load)) {
    section.error(
        "load", fmt::format("load '{}' has no rate that can be raised: it replays starts", written),
        "write arrival = \"constant\", \"poisson\" or \"stages\"");
  } else if (!runs_in(*load, phase)) {
    section.error("load", fmt::format("load '{}' does not run in phase '{}'", written, phase.name),
                  "name the phase in the load's 'phases'");
  }
  return written;
}

void check_steps(const Section& section, const CapacitySpec& spec) {
  if (!section.needs_one_of("step", "factor", "write step = \"25/s\" or factor = 1.5")) return;
  if (!section.has("from") || !section.has("to")) return;
  if (spec.to_per_s < spec.from_per_s) {
    return section.error("to", "the last step lies below the first",
                         "'to' is the highest rate that is tried");
  }
  const char* key = section.node().find("step") != nullptr ? "step" : "factor";
  if (section.has(key) && count_of_steps(spec, kMostSteps + 1) > kMostSteps) {
    section.error(key, fmt::format("this makes more than {} steps", kMostSteps),
                  "write larger ones, and refine = 3 to come closer at the end");
  }
}

// A percentile of a handful of operations is a matter of chance.
void check_samples(const Section& section, const CapacitySpec& spec) {
  constexpr double kFewest = 10;
  const double samples = spec.from_per_s * seconds(spec.hold);
  if (!section.has("from") || samples >= kFewest) return;
  section.error(
      "hold",
      fmt::format("the first step begins {:.0f} iterations, fewer than {:.0f}", samples, kFewest),
      fmt::format("write hold = \"{}\" or more",
                  format_duration(Nanoseconds(std::chrono::seconds(
                      static_cast<std::int64_t>(kFewest / spec.from_per_s) + 1)))));
}

void check_breaking(const Section& section, const CapacitySpec& spec) {
  if (section.has("until_breaks") && spec.until_breaks.empty()) {
    section.error("until_breaks", "there is no condition that could break",
                  "write [\"p99 <= 200ms\", \"availability >= 99%\"]");
  }
  for (const Condition& condition : spec.until_breaks) {
    for (const MetricUse* use : metrics_of(condition)) {
      const bool here = use->scope == MetricUse::Scope::kHere &&
                        use->metric->argument != MetricArgument::kFault &&
                        use->metric->id != MetricId::kCapacity && !is_sampled(*use->metric) &&
                        !is_of_run(*use->metric);
      if (here) continue;
      section.error("until_breaks",
                    fmt::format("'{}' cannot be judged for a step alone", condition.text),
                    "write metrics of operations, without a scope");
    }
    forbid_stretches(condition, section.position("until_breaks"), "the whole step",
                     section.context().findings);
  }
}

}  // namespace

CapacitySpec read_capacity(const Section& section, const Phase& phase,
                           const std::vector<Load>& loads) {
  CapacitySpec spec;
  spec.load = find_load(section, phase, loads);
  spec.from_per_s = section.number("from");
  spec.step_per_s = section.number("step");
  spec.factor = section.number("factor");
  spec.to_per_s = section.number("to");
  spec.settle = section.duration("settle");
  spec.hold = section.duration("hold");
  spec.until_breaks = section.conditions("until_breaks");
  spec.refine = section.integer("refine");
  spec.max_late_start = section.duration("max_late_start");
  check_steps(section, spec);
  check_samples(section, spec);
  check_breaking(section, spec);
  return spec;
}

}  // namespace squall

#include "harness/model/scenario.h"

#include <fmt/format.h>

#include <cmath>

namespace squall {

std::string_view name(PhaseKind kind) {
  switch (kind) {
    case PhaseKind::kWarmup:
      return "warmup";
    case PhaseKind::kBaseline:
      return "baseline";
    case PhaseKind::kFault:
      return "fault";
    case PhaseKind::kRecovery:
      return "recovery";
    case PhaseKind::kCapacity:
      return "capacity";
  }
  return "?";
}

std::optional<PhaseKind> find_phase_kind(std::string_view name) {
  for (const PhaseKind kind : {PhaseKind::kWarmup, PhaseKind::kBaseline, PhaseKind::kFault,
                               PhaseKind::kRecovery, PhaseKind::kCapacity}) {
    if (squall::name(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view name(Hypothesis::Mode mode) {
  switch (mode) {
    case Hypothesis::Mode::kStart:
      return "start";
    case Hypothesis::Mode::kEnd:
      return "end";
    case Hypothesis::Mode::kEdge:
      return "edge";
    case Hypothesis::Mode::kContinuous:
      return "continuous";
    case Hypothesis::Mode::kDuringFault:
      return "during_fault";
  }
  return "?";
}

std::string name_of(const ReadBack& read, const std::vector<Load>& loads) {
  std::string name = read.workload;
  if (read.load && *read.load < loads.size()) name += " of " + loads[*read.load].name;
  return read.node.empty() ? name : fmt::format("{} at {}", name, read.node);
}

Nanoseconds longest_duration(const Scenario& scenario) {
  Nanoseconds longest{};
  for (const Phase& phase : scenario.phases) longest += phase.duration.value_or(phase.timeout);
  return longest;
}

double rate_of_step(const CapacitySpec& spec, int number) {
  // From the number of the step, so that rounding does not add up.
  const double rate = spec.step_per_s > 0 ? spec.from_per_s + number * spec.step_per_s
                                          : spec.from_per_s * std::pow(spec.factor, number);
  // The last step is the last one, however a power is rounded.
  return rate < spec.to_per_s * (1 - 1e-9) ? rate : spec.to_per_s;
}

int count_of_steps(const CapacitySpec& spec, int most) {
  int count = 1;
  while (count < most && rate_of_step(spec, count - 1) < spec.to_per_s) ++count;
  return count;
}

bool selects(const Gate& gate, const Phase& phase) {
  if (gate.phase.empty()) {
    return phase.kind != PhaseKind::kWarmup && phase.kind != PhaseKind::kCapacity;
  }
  return gate.phase == phase.name || gate.phase == name(phase.kind);
}

}  // namespace squall

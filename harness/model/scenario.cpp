#include "harness/model/scenario.h"

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
  }
  return "?";
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

Nanoseconds longest_duration(const Scenario& scenario) {
  Nanoseconds longest{};
  for (const Phase& phase : scenario.phases) longest += phase.duration.value_or(phase.timeout);
  return longest;
}

bool selects(const Gate& gate, const Phase& phase) {
  if (gate.phase.empty()) return phase.kind != PhaseKind::kWarmup;
  return gate.phase == phase.name || gate.phase == name(phase.kind);
}

}  // namespace squall

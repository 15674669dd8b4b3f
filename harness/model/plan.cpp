#include "harness/model/plan.h"

namespace squall {

std::string_view name(PlanEntry::Action action) {
  switch (action) {
    case PlanEntry::Action::kPhaseStart:
      return "phase_start";
    case PlanEntry::Action::kInject:
      return "inject";
    case PlanEntry::Action::kHeal:
      return "heal";
    case PlanEntry::Action::kPhaseEnd:
      return "phase_end";
  }
  return "?";
}

}  // namespace squall

#include "harness/model/workload.h"

#include <algorithm>

namespace squall {

std::size_t end_of_choice(const std::vector<Step>& steps, std::size_t first) {
  std::size_t end = first + 1;
  if (!steps[first].weight) return end;
  while (end < steps.size() && steps[end].weight && steps[end].choice == steps[first].choice) ++end;
  return end;
}

bool may_do_nothing(const Workload& workload) {
  const auto& steps = workload.steps;
  for (std::size_t first = 0; first < steps.size();) {
    const std::size_t end = end_of_choice(steps, first);
    double weights = 0;
    bool conditional = false;
    for (; first < end; ++first) {
      weights += steps[first].weight.value_or(1);
      conditional = conditional || steps[first].when.has_value();
    }
    if (weights > 0 && !conditional) return false;
  }
  return true;
}

std::string_view step_name(const Workload& workload, std::size_t number) {
  if (number < workload.steps.size()) return workload.steps[number].name;
  number -= workload.steps.size();
  for (const auto& [steps, once] :
       {std::pair{&workload.setup, true}, std::pair{&workload.setup, false},
        std::pair{&workload.teardown, false}, std::pair{&workload.teardown, true}}) {
    for (const Step& step : *steps) {
      if (step.once == once && number-- == 0) return step.name;
    }
  }
  return {};
}

}  // namespace squall

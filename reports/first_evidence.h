// The one concrete observation that a reader of a bad verdict should see first.
#pragma once

#include <optional>
#include <string>

#include "harness/model/report.h"

namespace squall {

struct Evidence {
  std::optional<double> at_s;
  std::string what;  ///< One sentence, without the time.
};

/// None on a pass. Else the earliest of: a hypothesis that was not met, a fault that failed or has
/// no evidence, and the failures recorded in the phases of the gates that failed. Where none of
/// them is there: a checker's example, what was left behind, the earliest failure at all.
std::optional<Evidence> first_evidence(const Report& report);

/// What went wrong with one request, as a sentence: "GET /preferences/carla answered 404: …".
std::string failure_sentence(const FailureExample& example);

}  // namespace squall

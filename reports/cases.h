// What a run or a comparison was held to, one by one, for lists of tests and annotations.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall {

/// kError: inconclusive; kSkipped: not tried.
enum class CaseResult { kPass, kFailure, kError, kSkipped };

struct Case {
  std::string group;  ///< The end of the class name: "gate", "hypothesis", …
  std::string name;
  CaseResult result = CaseResult::kPass;
  std::string type;     ///< Of the failure or error.
  std::string message;  ///< One line.
  std::string detail;
  std::string subject;  ///< The name in the scenario's file; empty: it has none there.
};

/// One for the run itself, for each gate, hypothesis, checker and fault's evidence, and for the
/// cleanup.
std::vector<Case> cases_of(const Report& report);

}  // namespace squall

#include "harness/model/report.h"

namespace squall {

std::string_view name(RunStatus status) {
  switch (status) {
    case RunStatus::kCompleted:
      return "completed";
    case RunStatus::kAborted:
      return "aborted";
    case RunStatus::kInterrupted:
      return "interrupted";
    case RunStatus::kErrored:
      return "errored";
  }
  return "?";
}

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kInconclusive:
      return "inconclusive";
  }
  return "?";
}

std::string_view name(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kPass:
      return "pass";
    case CheckVerdict::kFail:
      return "fail";
    case CheckVerdict::kWarn:
      return "warn";
    case CheckVerdict::kInconclusive:
      return "inconclusive";
  }
  return "?";
}

Dimension shown_dimension(const GateReport& gate) {
  return gate.metric == "retry_amplification" ? Dimension::kNone : gate.dimension;
}

}  // namespace squall

#include "harness/model/run_comparison.h"

#include <algorithm>

namespace squall {

bool MetricComparison::varies() const {
  const auto differs = [this](double value) {
    return value != (base.empty() ? head.front() : base.front());
  };
  return std::any_of(base.begin(), base.end(), differs) ||
         std::any_of(head.begin(), head.end(), differs);
}

std::string_view name(Mismatch mismatch) {
  switch (mismatch) {
    case Mismatch::kScenario:
      return "scenario";
    case Mismatch::kFlavour:
      return "flavour";
    case Mismatch::kHost:
      return "host";
  }
  return "?";
}

std::string_view name(Change change) {
  switch (change) {
    case Change::kWorse:
      return "worse";
    case Change::kMissing:
      return "missing";
    case Change::kBetter:
      return "better";
    case Change::kUnsure:
      return "unsure";
    case Change::kSame:
      return "same";
  }
  return "?";
}

}  // namespace squall

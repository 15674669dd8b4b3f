// Which rate a search for the capacity tries next. Pure: no clock, no load.
//
// Upwards from the first rate, until a step breaks or the last one holds; then, with `refine`, that
// many times the middle between the highest that held and the lowest that broke. A step that the
// harness could not drive ends the climb, and nothing is known of what lies above it; while
// refining, what was found before stands.
#pragma once

#include <optional>
#include <string_view>

#include "harness/model/scenario.h"

namespace squall {

enum class StepVerdict { kHeld, kBroke, kHarnessLimit };
enum class CapacityResult { kFound, kAtLeast, kNoneHeld, kHarnessLimit };

std::string_view name(StepVerdict verdict);    ///< As in the event CapacityStep.
std::string_view name(CapacityResult result);  ///< As in the event CapacityFound.

class CapacitySearch {
 public:
  explicit CapacitySearch(const CapacitySpec& spec) : spec_(spec) {}

  /// The rate to try, per second; none: the search is over.
  std::optional<double> next() const;

  /// What became of the step at next().
  void add(StepVerdict verdict);

  /// Of a search that is over.
  CapacityResult result() const;

  /// The highest rate that held; 0: none.
  double held_per_s() const { return held_; }

 private:
  CapacitySpec spec_;
  int climbed_ = 0;  ///< Steps upwards.
  int refined_ = 0;
  double held_ = 0;
  std::optional<double> broke_;  ///< The lowest that did.
  bool limited_ = false;
};

}  // namespace squall

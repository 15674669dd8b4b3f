// What a gate saw over all the sliding windows of a phase.
#pragma once

#include <optional>

#include "harness/analysis/evaluate.h"
#include "harness/core/time.h"

namespace squall {

/// Evaluations in a row that held.
struct Stretch {
  Nanoseconds start{}, end{};
  std::optional<Evaluated> worst;

  Nanoseconds length() const { return end - start; }
};

class WindowsSeen {
 public:
  explicit WindowsSeen(Comparison comparison) : comparison_(comparison) {}

  void add(Nanoseconds end, const std::optional<Evaluated>& seen) {
    if (!seen) {
      ++without_value_;
    } else if (is_worse(*seen, worst_)) {
      worst_ = seen;
      worst_at_ = end;
    }
    if (!seen || !seen->holds) {
      current_ = {};
      return;
    }
    if (!current_.worst) current_.start = end;
    current_.end = end;
    if (is_worse(*seen, current_.worst)) current_.worst = seen;
    if (!longest_.worst || current_.length() >= longest_.length()) longest_ = current_;
  }

  const std::optional<Evaluated>& worst() const { return worst_; }
  Nanoseconds worst_at() const { return worst_at_; }
  std::size_t without_value() const { return without_value_; }
  const Stretch& longest() const { return longest_; }

 private:
  bool is_worse(const Evaluated& seen, const std::optional<Evaluated>& than) const {
    return !than || seen.margin(comparison_) < than->margin(comparison_);
  }

  Comparison comparison_;
  std::optional<Evaluated> worst_;
  Nanoseconds worst_at_{};
  std::size_t without_value_ = 0;
  Stretch current_, longest_;
};

}  // namespace squall

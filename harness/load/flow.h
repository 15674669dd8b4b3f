// Which steps of its workload an iteration does, and how often: alternatives, conditions,
// repetitions. Pure; the draws come from the generator that is handed in.
//
// What is decided by chance (alternatives, shares) is drawn before the iteration begins, so that
// the same seed draws the same whatever the system answers. Of the operations that are not reached
// because one before them failed, those are due that would have been done for certain: by the draw,
// or because a step was done; what depends on answers that never came is not due.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/random.h"
#include "harness/core/regex.h"
#include "harness/model/workload.h"

namespace squall {

class Flow {
 public:
  /// The way of one iteration. Reused, so that nothing is allocated.
  struct Course {
    std::vector<std::uint8_t> drawn;  ///< By step: not ruled out by chance.
    std::vector<std::uint8_t> done;   ///< By step: ended ok at least once.
    int status = 0;                   ///< Of the last answer; 0: none.
    int repetition = 0;               ///< Of the step at hand, from 0.
  };

  /// `captures` are the names of captured values, in the order in which next() is given them.
  static Result<Flow> compile(const Workload& workload, std::span<const std::string> captures);

  /// Every step once, in order: nothing of the below is needed.
  bool plain() const { return plain_; }

  std::size_t size() const { return steps_.size(); }

  /// The course of the next iteration.
  void draw(Random& random, Course& course) const;

  /// The first step from `from` on that is to be done; size(): none.
  std::size_t next(std::size_t from, const Course& course,
                   std::span<const std::string> captures) const;

  /// Notes that `step` ended ok with `status`.
  void note(std::size_t step, int status, Course& course) const;

  /// Whether the step that just ended ok is to be done once more; counts its repetitions.
  bool repeats(std::size_t step, Course& course, std::span<const std::string> captures) const;

  /// Calls `visit(step)` for every operation that was due and is not reached: the rest of
  /// `failed`'s repetitions, then the steps behind it. Without `failed`, for all of an iteration.
  template <typename Visit>
  void for_each_unreached(std::optional<std::size_t> failed, const Course& course,
                          Visit&& visit) const {
    if (failed && !steps_[*failed].until) {
      for (int i = course.repetition + 1; i < steps_[*failed].repeat; ++i) visit(*failed);
    }
    for (std::size_t step = failed ? *failed + 1 : 0; step < steps_.size(); ++step) {
      if (!is_due(step, failed, course)) continue;
      const int times = steps_[step].until ? 1 : steps_[step].repeat;
      for (int i = 0; i < times; ++i) visit(step);
    }
  }

 private:
  struct Condition {
    std::optional<std::size_t> done;  ///< A step.
    std::vector<StatusRange> status;
    std::optional<std::size_t> capture;
    std::optional<std::string> equals;
    std::optional<Regex> regex;
    std::optional<bool> empty;
    std::optional<double> share;

    bool holds(const Course& course, std::span<const std::string> captures) const;
    bool depends_on_answers() const { return !status.empty() || capture.has_value(); }
  };
  struct Step {
    std::optional<Condition> when, until;
    int repeat = 1;
  };
  struct Choice {
    std::size_t first = 0;
    std::vector<double> cumulative;  ///< Of weights, up to each alternative.
  };

  static Result<Condition> compile_condition(const StepCondition& condition,
                                             const Workload& workload,
                                             std::span<const std::string> captures);
  bool is_due(std::size_t step, std::optional<std::size_t> failed, const Course& course) const;

  bool plain_ = true;
  std::vector<Step> steps_;
  std::vector<Choice> choices_;
};

}  // namespace squall

#include "harness/load/flow.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {

Result<Flow::Condition> Flow::compile_condition(const StepCondition& condition,
                                                const Workload& workload,
                                                std::span<const std::string> captures) {
  Condition compiled;
  compiled.status = condition.status;
  compiled.equals = condition.equals;
  compiled.empty = condition.empty;
  compiled.share = condition.share;
  if (!condition.done.empty()) {
    const auto& steps = workload.steps;
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const squall::Step& known) {
      return known.name == condition.done;
    });
    if (step == steps.end()) return fail(fmt::format("no step is called '{}'", condition.done));
    compiled.done = static_cast<std::size_t>(step - steps.begin());
  }
  if (!condition.capture.empty()) {
    const auto capture = std::find(captures.begin(), captures.end(), condition.capture);
    if (capture == captures.end()) {
      return fail(fmt::format("nothing is captured as '{}'", condition.capture));
    }
    compiled.capture = static_cast<std::size_t>(capture - captures.begin());
  }
  if (!condition.regex.empty()) {
    auto regex = Regex::compile(condition.regex);
    if (!regex) return tl::unexpected(regex.error());
    compiled.regex = std::move(*regex);
  }
  return compiled;
}

Result<Flow> Flow::compile(const Workload& workload, std::span<const std::string> captures) {
  Flow flow;
  const auto& steps = workload.steps;
  if (may_do_nothing(workload)) return fail("an iteration may do nothing");
  for (const squall::Step& step : steps) {
    Step compiled;
    compiled.repeat = std::max(step.repeat, 1);
    for (const auto& [from, to] :
         {std::pair{&step.when, &compiled.when}, std::pair{&step.until, &compiled.until}}) {
      if (!*from) continue;
      auto condition = compile_condition(**from, workload, captures);
      if (!condition)
        return fail(fmt::format("step '{}', {}", step.name, condition.error().message));
      *to = std::move(*condition);
    }
    flow.plain_ = flow.plain_ && !step.when && !step.weight && compiled.repeat == 1;
    flow.steps_.push_back(std::move(compiled));
  }
  for (std::size_t first = 0, end = 0; first < steps.size(); first = end) {
    end = end_of_choice(steps, first);
    if (!steps[first].weight) continue;
    Choice choice{first, {*steps[first].weight}};
    for (std::size_t i = first + 1; i < end; ++i) {
      choice.cumulative.push_back(choice.cumulative.back() + *steps[i].weight);
    }
    flow.choices_.push_back(std::move(choice));
  }
  return flow;
}

void Flow::draw(Random& random, Course& course) const {
  course.drawn.assign(steps_.size(), 1);
  course.done.assign(steps_.size(), 0);
  course.status = course.repetition = 0;
  for (const auto& [first, cumulative] : choices_) {
    const double point = random.uniform() * cumulative.back();
    const auto taken = std::upper_bound(cumulative.begin(), cumulative.end(), point);
    for (std::size_t i = 0; i < cumulative.size(); ++i) {
      const bool is_taken = taken == cumulative.begin() + static_cast<std::ptrdiff_t>(i);
      course.drawn[first + i] = is_taken ? 1 : 0;
    }
  }
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    const auto& when = steps_[step].when;
    if (when && when->share && random.uniform() >= *when->share) course.drawn[step] = 0;
  }
}

bool Flow::Condition::holds(const Course& course, std::span<const std::string> captures) const {
  if (done && course.done[*done] == 0) return false;
  if (!status.empty() && std::none_of(status.begin(), status.end(), [&](const StatusRange& range) {
        return course.status >= range.low && course.status <= range.high;
      })) {
    return false;
  }
  if (!capture) return true;
  const std::string& value = captures[*capture];
  if (equals && value != *equals) return false;
  if (empty && value.empty() != *empty) return false;
  return !regex || regex->found_in(value);
}

std::size_t Flow::next(std::size_t from, const Course& course,
                       std::span<const std::string> captures) const {
  std::size_t step = from;
  for (; step < steps_.size(); ++step) {
    if (course.drawn[step] == 0) continue;
    if (!steps_[step].when || steps_[step].when->holds(course, captures)) break;
  }
  return step;
}

void Flow::note(std::size_t step, int status, Course& course) const {
  course.done[step] = 1;
  course.status = status;
}

bool Flow::repeats(std::size_t step, Course& course, std::span<const std::string> captures) const {
  const auto& [when, until, repeat] = steps_[step];
  const bool again = course.repetition + 1 < repeat && !(until && until->holds(course, captures));
  course.repetition = again ? course.repetition + 1 : 0;
  return again;
}

// Looked up step by step, and not kept: nothing is allocated, and chains of `done` are short.
bool Flow::is_due(std::size_t step, std::optional<std::size_t> failed, const Course& course) const {
  while (!failed || step > *failed) {
    const auto& when = steps_[step].when;
    if (course.drawn[step] == 0 || (when && when->depends_on_answers())) return false;
    if (!when || !when->done) return true;
    if (*when->done >= step) return false;
    step = *when->done;
  }
  return step == *failed || course.done[step] != 0;
}

}  // namespace squall

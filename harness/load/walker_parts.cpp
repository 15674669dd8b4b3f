// What a slot walks through: a user's set-up, its iterations, its tear-down; and the load's own.
#include "harness/load/load_run.h"
#include "harness/load/walker.h"

namespace squall {

void Walker::begin(Walk& walk, Nanoseconds due, Nanoseconds now) {
  const CompiledLoad& load = walk.run.load();
  walk.value.clear();
  walk.captures.resize(load.captures.size());
  walk.first = true;
  for (const std::size_t slot : load.cleared_captures) walk.captures[slot].clear();
  if (!load.flow.plain()) load.flow.draw(walk.run.choices, walk.course);
  if (load.cookies == Workload::Cookies::kIteration) walk.cookies.clear();
  if (walk.set_up || load.user_setup.empty()) return begin_iteration(walk, due, now);
  walk.part = Walk::Part::kUserSetup;
  walk.steps = load.user_setup;
  walk.step = walk.steps.begin;
  wait_for_operation(walk, due + load.steps[walk.step].think, now);
}

void Walker::begin_iteration(Walk& walk, Nanoseconds due, Nanoseconds now) {
  const CompiledLoad& load = walk.run.load();
  walk.part = Walk::Part::kIteration;
  walk.steps = load.iteration;
  walk.step = load.flow.plain() ? 0 : load.flow.next(0, walk.course, walk.captures);
  wait_for_operation(walk, due + load.steps[walk.step].think, now);
}

void Walker::begin_part(Walk& walk, Walk::Part part, const StepRange& steps) {
  walk.captures.resize(walk.run.load().captures.size());
  walk.value.clear();
  walk.failure.clear();
  walk.part = part;
  walk.steps = steps;
  walk.step = steps.begin;
  const Nanoseconds present = now();
  wait_for_operation(walk, present + walk.run.load().steps[walk.step].think, present);
}

// The step after the one that ended ok with `status`.
std::size_t Walker::next_step(Walk& walk, int status) {
  const Flow& flow = walk.run.load().flow;
  if (walk.part != Walk::Part::kIteration || flow.plain()) return walk.step + 1;
  flow.note(walk.step, status, walk.course);
  if (flow.repeats(walk.step, walk.course, walk.captures)) return walk.step;
  return flow.next(walk.step + 1, walk.course, walk.captures);
}

// `ok`: each of its operations that began ended ok; the end of the run may have come between.
void Walker::end_part(Walk& walk, bool ok, Nanoseconds now) {
  if (walk.part == Walk::Part::kUserSetup) {
    walk.set_up = ok && walk.step >= walk.steps.end;
    if (walk.set_up && !stopping_) return begin_iteration(walk, walk.due, now);
    if (!ok) {
      walk.part = Walk::Part::kIteration;  // Whose operations were due.
      drop_unreached(walk, std::nullopt);
      walk.unconnected = true;
    }
  } else if (walk.part == Walk::Part::kIteration && !ok) {
    drop_unreached(walk, walk.step);
  }
  leave(walk, now);
}

void Walker::leave(Walk& walk, Nanoseconds now) {
  walk.stage = Walk::Stage::kIdle;
  const bool of_users = walk.part == Walk::Part::kUserSetup || walk.part == Walk::Part::kIteration;
  if (of_users) {
    walk.run.on_iteration_ended(walk, now);
  } else {
    walk.run.on_part_ended(walk);
  }
}

void Walker::keep_cookies(Walk& walk, const Received& received) {
  const std::string& host = walk.run.load().steps[walk.step].request.address().host;
  for (const HeaderField& field : received.headers) {
    if (!equal_names(field.name, "set-cookie")) continue;
    const std::string_view target = RequestTemplate::target_of(walk.request.bytes);
    const std::string_view value = walk.cookies.keep(field.value, host, target, utc_s());
    if (!value.empty()) recorder_.secret(value);
  }
}

}  // namespace squall

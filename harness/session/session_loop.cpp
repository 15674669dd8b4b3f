#include "harness/session/session_loop.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

constexpr Nanoseconds kTick = std::chrono::milliseconds(50);

}  // namespace

void SessionLoop::run() {
  keen_.begin();
  begin_phase("before", PhaseKind::kBaseline);
  parts_.queue.open();
  while (going_on()) {
    keen_.adjust();
    const Nanoseconds at = now();
    if (ends_early(run_, at)) break;
    inject_due(at);
    take_actions();
    settle();
    if (finishing_ && !any_fault()) break;
    show_status();
    const Nanoseconds next = std::min(next_due(now()), now() + kTick);
    parts_.queue.wait_until(run_.interrupt.token(), run_.clock.at(next));
  }
  parts_.queue.close("the session is over");
  const bool complete = going_on();
  end_phase(complete ? "duration" : interrupted() ? "interrupted" : "aborted", complete);
  run_.phase_now = nullptr;
  keen_.end();
}

void SessionLoop::begin_phase(const std::string& name, PhaseKind kind) {
  end_phase("duration", true);  // In its scenario it lasts what it lasted.
  Phase& phase = phases_.emplace_back();
  phase.name = name;
  phase.kind = kind;
  broke_something_ = false;
  // In this order: what is due at the phase's very start must not lie before the event.
  run_.events.on_event(PhaseStarted{name, std::string(squall::name(kind))});
  run_.phase_now = &phase;
  phase_start_ = now();
  run_.engine.enter_phase(name, phase_start_);
}

void SessionLoop::end_phase(const std::string& reason, bool complete) {
  if (phases_.empty()) return;
  run_.events.on_event(PhaseEnded{phases_.back().name, reason, complete});
}

void SessionLoop::inject_due(Nanoseconds at) {
  for (Held& fault : faults_) {
    if (!fault.over && !fault.injected && fault.planned <= at) inject(fault);
    if (!fault.over && fault.injected && fault.heal_at && *fault.heal_at <= at) heal(fault);
  }
}

void SessionLoop::inject(Held& fault) {
  using State = SessionFault::State;
  const std::string& name = fault.spec.name;
  const auto failed = [&] {
    const auto seen = parts_.view.fault(name);
    return seen && seen->state == State::kFailed;
  };
  run_.faults.finish_preparing();
  fault.injected = true;
  if (failed()) {  // It could not even be made.
    fault.over = true;
    return parts_.view.note_over(name);
  }
  run_.faults.inject(name);
  if (failed()) return heal(fault);  // Half of it may be in.
  if (fault.spec.duration && !fault.heal_at) fault.heal_at = now() + *fault.spec.duration;
}

void SessionLoop::heal(Held& fault) {
  if (fault.healing) return;
  fault.healing = true;
  parts_.view.note_healing(fault.spec.name);
  run_.faults.heal(fault.spec.name);
}

// Which faults are over, and whether that ends the phase.
void SessionLoop::settle() {
  for (Held& fault : faults_) {
    const auto seen = fault.over ? std::nullopt : parts_.view.fault(fault.spec.name);
    if (!seen) continue;
    fault.over = seen->over;
    const bool healing = seen->state == SessionFault::State::kHealing;
    if (fault.healing && !healing && !fault.over) not_healed(fault);
  }
  const bool healed = broke_something_ && !any_fault() && !finishing_;
  if (healed) begin_phase(fresh_phase_name("recovery"), PhaseKind::kRecovery);
}

// A person may try again; what is left at the end, the run tries once more.
void SessionLoop::not_healed(Held& fault) {
  fault.healing = false;
  fault.heal_at.reset();
  fault.over = finishing_;
}

bool SessionLoop::any_fault() const {
  return std::any_of(faults_.begin(), faults_.end(), [](const Held& fault) { return !fault.over; });
}

void SessionLoop::finish() {
  finishing_ = true;
  for (Held& fault : faults_) {
    if (fault.over) continue;
    if (fault.injected) heal(fault);
    fault.heal_at = Nanoseconds{};  // What is about to go in is healed right after.
  }
}

Nanoseconds SessionLoop::next_due(Nanoseconds at) const {
  Nanoseconds next = at + kTick;
  for (const Held& fault : faults_) {
    if (fault.over) continue;
    if (!fault.injected) next = std::min(next, fault.planned);
    if (fault.injected && !fault.healing && fault.heal_at) next = std::min(next, *fault.heal_at);
  }
  return next;
}

std::string SessionLoop::fresh_phase_name(std::string_view stem) const {
  for (int number = 1;; ++number) {
    std::string name = fmt::format("{}-{}", stem, number);
    const auto is_it = [&](const Phase& phase) { return phase.name == name; };
    if (std::none_of(phases_.begin(), phases_.end(), is_it)) return name;
  }
}

// Where a fault that is asked for now goes in.
std::string SessionLoop::phase_for_faults() const {
  const Phase& phase = phases_.back();
  return phase.kind == PhaseKind::kFault ? phase.name : fresh_phase_name("broken");
}

void SessionLoop::show_status() {
  const Phase& phase = phases_.back();
  LiveMoment moment;
  moment.at = now();
  moment.phase = phase.name;
  moment.phase_number = moment.phases = phases_.size();
  moment.elapsed = moment.at - phase_start_;
  moment.open = true;
  moment.length = run_.scenario.safety.max_duration;
  parts_.view.note_counts(run_.engine.stats().in_flight, run_.live.figures().operations_per_s);
  show_moment(run_, std::move(moment));
}

}  // namespace squall

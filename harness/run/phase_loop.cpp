#include "harness/run/phase_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "harness/core/duration.h"
#include "harness/core/wait.h"
#include "harness/faults/primary.h"
#include "harness/run/capacity.h"
#include "harness/run/hypotheses.h"

namespace squall {
namespace {

constexpr Nanoseconds kTick = std::chrono::milliseconds(100);
// A fault is made, and its undo put on disk, this long before it is due; longer where it must first
// be asked which node is the primary one.
constexpr Nanoseconds kPrepareAhead = std::chrono::milliseconds(250);

/// What is to be done at a time of a phase.
struct Due {
  Nanoseconds time;
  const PlanEntry* entry;
  bool prepare = false;
  Nanoseconds planned = time;  ///< The injection that is prepared.
};

// How long before it is due the preparation of an injection begins.
Nanoseconds ahead_of(const PlanEntry& entry, const System& system) {
  return kPrepareAhead + time_to_tell_primary(entry.targets, system);
}

// Each injection is two entries: its preparation, ahead of time, and itself. What is injected early
// in the phase after is prepared in this one, if it ends at a time that is known.
std::vector<Due> due_in_phase(const Plan& plan, std::size_t phase, Nanoseconds start,
                              std::optional<Nanoseconds> end, const System& system) {
  std::vector<Due> due;
  for (const PlanEntry& entry : plan.entries) {
    if (entry.fault < 0) continue;
    const Nanoseconds ahead = ahead_of(entry, system);
    const bool early = entry.offset < ahead;
    const bool injects = entry.action == PlanEntry::Action::kInject;
    const auto of_phase = static_cast<std::size_t>(entry.phase);
    if (of_phase == phase) {
      const Nanoseconds time = start + entry.offset;
      if (injects && !early) due.push_back({time - ahead, &entry, true, time});
      due.push_back({time, &entry});
    } else if (of_phase == phase + 1 && end && injects && early) {
      const Nanoseconds time = *end + entry.offset;
      due.push_back({std::max(start, time - ahead), &entry, true, time});
    }
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const Due& a, const Due& b) { return a.time < b.time; });
  return due;
}

}  // namespace

void PhaseLoop::run() {
  keen_.begin();
  prepare_early(0);
  for (std::size_t i = 0; i < parts_.scenario.phases.size() && going_on(); ++i) run_phase(i);
  parts_.phase_now = nullptr;
  keen_.end();
}

void PhaseLoop::prepare_early(std::size_t phase) {
  for (const PlanEntry& entry : parts_.plan.entries) {
    const bool injects = entry.action == PlanEntry::Action::kInject;
    if (entry.phase != static_cast<int>(phase) || !injects) continue;
    if (entry.offset >= ahead_of(entry, parts_.system)) continue;
    prepare(entry, now() + entry.offset);
  }
  parts_.faults.finish_preparing();
}

void PhaseLoop::run_phase(std::size_t index) {
  const Phase& phase = parts_.scenario.phases[index];
  // In this order: what is due at the phase's very start must not lie before the event.
  const Nanoseconds began = parts_.events.on_event(PhaseStarted{phase.name});
  parts_.phase_now = &phase;
  parts_.engine.enter_phase(phase.name, began);
  // Times count from when the phase was to start: what records take to be written is not added up.
  // After a healing that took long there is nothing to catch up with.
  const bool on_time = next_start_ && began - *next_start_ < kTick;
  const Nanoseconds start = on_time ? *next_start_ : began;
  if (!origin_) origin_ = start;

  std::optional<Nanoseconds> end;
  if (!phase.until_steady && !phase.capacity) end = start + phase.duration.value_or(Nanoseconds{});

  bool complete = true;
  for (const Due& next : due_in_phase(parts_.plan, index, start, end, parts_.system)) {
    complete = complete && tick_until(next.time, phase, start);
    if (!complete) break;
    if (next.prepare) prepare(*next.entry, next.planned);
    if (!next.prepare) act(phase, *next.entry);
  }
  std::string reason = "duration";
  if (complete && phase.until_steady) {
    reason = wait_until_steady(phase, start);
    complete = going_on();
  } else if (complete && phase.capacity) {
    reason = search_capacity(phase, start);
    complete = going_on();
  } else if (complete) {
    complete = tick_until(*end, phase, start);
  }
  if (complete && !end) prepare_early(index + 1);
  next_start_ = end;
  if (!complete) reason = interrupted() ? "interrupted" : "aborted";
  parts_.events.on_event(PhaseEnded{phase.name, reason, complete});
}

std::string PhaseLoop::search_capacity(const Phase& phase, Nanoseconds start) {
  const auto wait = [&](Nanoseconds time) { return tick_until(time, phase, start); };
  return find_capacity(
      phase, {parts_.scenario, parts_.engine, parts_.live, parts_.events, parts_.clock, wait});
}

void PhaseLoop::prepare(const PlanEntry& entry, Nanoseconds planned) {
  const Phase& phase = parts_.scenario.phases[static_cast<std::size_t>(entry.phase)];
  const FaultSpec& fault = phase.faults[static_cast<std::size_t>(entry.fault)];
  parts_.faults.prepare(fault, phase.name, entry.targets, planned);
}

void PhaseLoop::act(const Phase& phase, const PlanEntry& entry) {
  const FaultSpec& fault = phase.faults[static_cast<std::size_t>(entry.fault)];
  if (entry.action == PlanEntry::Action::kInject) parts_.faults.inject(fault.name);
  if (entry.action == PlanEntry::Action::kHeal) parts_.faults.heal(fault.name);
}

std::string PhaseLoop::wait_until_steady(const Phase& phase, Nanoseconds start) {
  const Nanoseconds limit = start + phase.timeout;
  while (tick_until(std::min(limit, now() + kTick), phase, start)) {
    const Nanoseconds settled = parts_.engine.stats().oldest_due.value_or(now());
    const auto since = parts_.faults.any() ? std::nullopt : parts_.live.steady_since(settled);
    if (since && hypotheses_hold_now(parts_.scenario, Hypothesis::Mode::kEnd, parts_.system,
                                     parts_.interrupt.token())) {
      parts_.events.on_event(Decided{
          "steady", fmt::format("steady since {:.1f} s", seconds(*since)), seconds(*since)});
      return "steady";
    }
    if (now() >= limit) {
      parts_.events.on_event(
          Decided{"not_steady", fmt::format("not steady within {}", format_duration(phase.timeout)),
                  seconds(phase.timeout)});
      return "timeout";
    }
  }
  return "";
}

bool PhaseLoop::tick_until(Nanoseconds time, const Phase& phase, Nanoseconds start) {
  while (going_on()) {
    keen_.adjust();
    const Nanoseconds at = now();
    if (at >= time) return true;
    if (ends_early(parts_, at)) return false;
    change_clients(at);
    show_status(phase, start);
    const Nanoseconds next = std::min({time, at + kTick, next_client_change()});
    wait_until(parts_.interrupt.token(), parts_.clock.at(next));
  }
  return false;
}

Nanoseconds PhaseLoop::next_client_change() const {
  const auto& changes = parts_.scenario.client_changes;
  return client_changes_ == changes.size() ? Nanoseconds::max()
                                           : *origin_ + changes[client_changes_].at;
}

void PhaseLoop::change_clients(Nanoseconds at) {
  while (next_client_change() <= at) {
    const ClientPolicy& policy = parts_.scenario.client_changes[client_changes_++].policy;
    parts_.engine.set_client(policy);
    parts_.events.on_event(ClientChanged{policy.settings, "scenario"});
  }
}

bool ends_early(const PhaseLoopParts& parts, Nanoseconds at) {
  const Nanoseconds longest = parts.scenario.safety.max_duration;
  if (auto reason = parts.live.abort_reason()) {
    parts.ending.early("aborted", reason->detail);
    parts.events.on_event(std::move(*reason));
  } else if (at - parts.max_duration_from > longest) {
    const std::string detail =
        fmt::format("safety.max_duration ({}) is over", format_duration(longest));
    parts.ending.early("aborted", detail);
    parts.events.on_event(Decided{"abort", detail, seconds(at)});
  } else if (parts.journal.failed()) {
    parts.ending.early("errored", parts.journal.error());
  }
  return !parts.ending.as_planned();
}

void show_moment(const PhaseLoopParts& parts, LiveMoment moment) {
  moment.figures = parts.live.figures();
  moment.in_flight = parts.engine.stats().in_flight;
  parts.progress.status(live_line(moment), [&](std::size_t columns, bool colour) {
    moment.history = parts.live.history();
    moment.faults = parts.state.faults();
    moment.nodes = parts.state.nodes();
    return live_view(moment, columns, colour);
  });
}

void PhaseLoop::show_status(const Phase& phase, Nanoseconds start) {
  const auto& phases = parts_.scenario.phases;
  LiveMoment moment;
  moment.at = now();
  moment.phase = parts_.title + phase.name;
  moment.phase_number = static_cast<std::size_t>(&phase - phases.data()) + 1;
  moment.phases = phases.size();
  moment.elapsed = moment.at - start;
  moment.open = phase.until_steady || phase.capacity;
  moment.length = moment.open ? phase.timeout : phase.duration.value_or(Nanoseconds{});
  show_moment(parts_, std::move(moment));
}

}  // namespace squall

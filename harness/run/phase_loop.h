// Executes the phases of the plan: faults in and out at their times, and what ends a phase early.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "harness/core/keen_thread.h"
#include "harness/journal/writer.h"
#include "harness/load/engine.h"
#include "harness/model/plan.h"
#include "harness/model/scenario.h"
#include "harness/run/faults_in_force.h"
#include "harness/run/interrupt.h"
#include "harness/run/live_records.h"
#include "harness/run/live_state.h"
#include "harness/run/live_view.h"
#include "harness/run/progress.h"
#include "harness/topology/system.h"

namespace squall {

/// How the run ends: as planned, unless something ended it early.
struct Ending {
  std::string status = "completed";  ///< Of RunEnded.
  std::string reason;

  bool as_planned() const { return status == "completed"; }

  /// The first reason counts.
  void early(std::string_view new_status, std::string new_reason) {
    if (!as_planned()) return;
    status = new_status;
    reason = std::move(new_reason);
  }
};

/// What the phases are executed with; everything outlives the loop.
struct PhaseLoopParts {
  const Scenario& scenario;
  const Plan& plan;
  RunClock clock;
  System& system;
  LoadEngine& engine;
  FaultsInForce& faults;
  LiveRecords& live;
  const LiveState& state;
  const JournalWriter& journal;
  EventSink& events;
  Progress& progress;
  Interrupt& interrupt;
  Ending& ending;
  std::atomic<const Phase*>& phase_now;  ///< For watchers: the one that runs, or nullptr.
  Nanoseconds max_duration_from{};       ///< What `safety.max_duration` counts from.
  std::string title = {};                ///< Before the phase's name in the progress line.
};

/// Whether something ends the run early just now: an abort condition, `safety.max_duration`, or
/// records that can't be written. What it is, is journaled, and told to the ending.
bool ends_early(const PhaseLoopParts& parts, Nanoseconds at);

/// How it goes, for who watches. Of `moment` the caller fills in what is about the phase.
void show_moment(const PhaseLoopParts& parts, LiveMoment moment);

class PhaseLoop {
 public:
  explicit PhaseLoop(PhaseLoopParts parts) : parts_(std::move(parts)) {}

  /// Runs phase after phase, until the last has ended or something ends the run: an interruption,
  /// an abort condition, `safety.max_duration`, or records that can't be written. Faults that are
  /// still in stay in.
  void run();

 private:
  void run_phase(std::size_t index);
  /// Whatever is injected so early in the phase that its preparation can't wait for its start.
  void prepare_early(std::size_t phase);
  std::string wait_until_steady(const Phase& phase, Nanoseconds start);
  std::string search_capacity(const Phase& phase, Nanoseconds start);
  void prepare(const PlanEntry& entry, Nanoseconds planned);
  void act(const Phase& phase, const PlanEntry& entry);
  void change_clients(Nanoseconds at);
  Nanoseconds next_client_change() const;
  bool tick_until(Nanoseconds time, const Phase& phase, Nanoseconds start);
  void show_status(const Phase& phase, Nanoseconds start);

  Nanoseconds now() const { return parts_.clock.now(); }
  bool interrupted() const { return parts_.interrupt.token().stop_requested(); }
  bool going_on() const { return parts_.ending.as_planned() && !interrupted(); }

  PhaseLoopParts parts_;
  std::optional<Nanoseconds> origin_;             ///< The first phase's start.
  std::optional<Nanoseconds> next_start_;         ///< Of the phase to come, where it is planned.
  std::size_t client_changes_ = 0;                ///< Those that were made.
  KeenThread keen_{KeenThread::WhenBusy::kKeen};  ///< Faults come when they are planned.
};

}  // namespace squall

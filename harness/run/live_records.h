// What becomes of a finished attempt while the run goes on: it is recorded, counted for the
// progress line, and fed to the folds by which the run decides.
#pragma once

#include <mutex>
#include <optional>
#include <span>

#include "harness/analysis/capacity_step.h"
#include "harness/analysis/fold.h"
#include "harness/analysis/live.h"
#include "harness/core/mask.h"
#include "harness/load/engine.h"
#include "harness/model/scenario.h"
#include "harness/run/faults_in_force.h"
#include "harness/run/read_backs.h"

namespace squall {

/// Thread-safe: attempts come from the engine's thread, questions from the run's.
class LiveRecords final : public AttemptSink, public LoadObserver, public FaultObserver {
 public:
  /// `records` and `events` are the journal, `metrics` and `watcher` may be nullptr; all must
  /// outlive this.
  LiveRecords(const Scenario& scenario, const Topology& topology, const RunClock& clock,
              AttemptSink& records, EventSink& events, SecretMask& mask, AttemptSink* metrics,
              AttemptSink* watcher);

  void on_attempts(std::span<const Attempt> attempts) override;
  void on_failure(FailureExample example) override;
  void on_breaker(BreakerChanged change) override;
  void on_secret(std::string_view value) override;
  void on_warning(std::string what) override;
  void on_injected(const std::string& fault, Nanoseconds at) override;
  void on_healed(const std::string& fault, Nanoseconds at) override;

  /// Forgets what the run decides by: the phases begin, with each client variant anew.
  void begin_again();

  /// Of the whole run; not to be asked while a load goes on.
  const WrittenKeys& written() const { return written_; }
  LiveFigures figures() const;
  std::vector<LiveSecond> history() const;
  /// The abort condition that holds now, if one does.
  std::optional<Decided> abort_reason();
  /// Looks at the operations of one load that are due in [from, until), until end_step. One at a
  /// time.
  void begin_step(std::uint8_t load, Nanoseconds from, Nanoseconds until);
  CapacityStepFold end_step();
  /// Since when the system is steady; `settled`: every operation due before it has ended.
  std::optional<Nanoseconds> steady_since(Nanoseconds settled);

 private:
  const Scenario& scenario_;
  const RunClock clock_;
  AttemptSink& records_;
  EventSink& events_;
  SecretMask& mask_;
  AttemptSink* const metrics_;
  AttemptSink* const watcher_;
  LiveCounters counters_;
  mutable std::mutex mutex_;
  SteadyFold steady_;
  AbortFold abort_;
  std::optional<CapacityStepFold> step_;
  WrittenKeys written_;
};

}  // namespace squall

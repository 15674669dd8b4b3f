// How a session stands: what viewers see of it, and what its scenario is made of.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/analysis/live_gates.h"
#include "harness/analysis/live_timeline.h"
#include "harness/core/mask.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"
#include "harness/run/session_seam.h"
#include "harness/scenario/session_base.h"

namespace squall {

struct SessionFault {
  enum class State { kInjecting, kIn, kHealing, kHealed, kFailed };

  std::string name, kind, target;
  std::vector<std::string> nodes;
  std::string who;  ///< AskedAction for it.
  State state = State::kInjecting;
  bool over = false;  ///< It has no effect any more, or never had.
  std::optional<Nanoseconds> injected, healed, expires;
  std::optional<FaultEvidence> evidence;
};

struct SessionPhase {
  std::string name;
  PhaseKind kind = PhaseKind::kBaseline;
  Nanoseconds start{};
  std::optional<Nanoseconds> end;
};

struct SessionLoad {
  /// A workload that it can have, and the load of the scenario that then comes: itself, or one that
  /// stands in for it.
  struct Choice {
    std::string workload, load;
  };

  std::string name, workload;
  double rate_per_s = 0;
  bool changeable = false;
  std::vector<Choice> choices;  ///< Its own workload first.

  const Choice* choice_of(const std::string& wanted) const;
  std::vector<std::string> workloads() const;  ///< Of its choices.
};

/// What is counted just now.
struct LiveCounts {
  std::uint64_t in_flight = 0;
  double rate_per_s = 0;           ///< Operations that ended, over the last seconds.
  std::string breaker = "closed";  ///< The worst state of any circuit breaker.
};

/// A copy of what holds at one moment.
struct SessionState {
  std::string started_at, run_id;
  TopologyResolved topology;
  std::vector<SessionFault> faults;  ///< In the order in which they were asked for.
  std::vector<SessionPhase> phases;
  std::vector<SessionLoad> loads;
  std::string client;               ///< The variant in use; empty: none of them.
  std::vector<TimedEvent> events;   ///< All that its scenario and its lanes are made of, masked.
  std::deque<std::string> journal;  ///< The last lines.
  std::vector<NoteReport> notes;
  std::vector<HypothesisReport> hypotheses;  ///< Each as it was checked last.
  bool finished = false;
};

/// Thread-safe.
class SessionView final : public RunWatcher {
 public:
  static constexpr std::size_t kJournalLines = 200;

  /// What changed; for kJournal with the line.
  enum class Change { kJournal, kFaults, kPhases, kInfo };
  using Listener = std::function<void(Change change, const std::string& line)>;

  /// Both must outlive it.
  SessionView(const Scenario& scenario, const Topology& topology, std::string run_id,
              const std::vector<StandIn>& stand_ins = {});

  /// `listener` is told of every change, under a lock: it must not block, nor ask back.
  void listen(Listener listener);

  /// A text that must stand nowhere; before the run begins.
  void keep_secret(std::string secret);

  void begin(const RunClock& clock, SecretMask& mask) override;
  void on_event(const TimedEvent& event) override;
  void on_attempts(std::span<const Attempt> attempts) override;

  // What events do not tell.
  void expect(const FaultSpec& fault, const std::string& who, std::optional<Nanoseconds> expires);
  void note_healing(const std::string& fault);
  void note_over(const std::string& fault);
  void note_client(const std::string& variant);
  void note_counts(std::uint64_t in_flight, double rate_per_s);
  /// The run has ended, and its mask with it.
  void note_finished();

  SessionState state() const;
  std::vector<SessionLoad> loads() const;
  /// nullopt: there is no such fault yet.
  std::optional<SessionFault> fault(const std::string& name) const;
  LiveCounts counts() const;
  Nanoseconds now() const;
  LiveTimeline& timeline() { return timeline_; }
  const LiveGates& gates() const { return gates_; }

 private:
  SessionFault& named(const std::string& fault);
  void take(const RunStarted& event);
  void take(const TopologyResolved& event);
  void take(const PhaseStarted& event);
  void take(const PhaseEnded& event);
  void take(const FaultInjecting& event);
  void take(const FaultInjected& event);
  void take(const FaultEvidence& event);
  void take(const FaultHealed& event);
  void take(const FaultFailed& event);
  void take(const LoadChanged& event);
  void take(const BreakerChanged& event);
  void take(const Noted& event);
  void take(const HypothesisChecked& event);
  template <typename Other>
  void take(const Other&) {}
  void tell(Change change, const std::string& line = {}) const;

  LiveTimeline timeline_;
  LiveGates gates_;
  RunClock clock_;
  std::vector<std::string> secrets_;
  const SecretMask* mask_ = nullptr;
  Listener listener_;
  mutable std::mutex mutex_;
  SessionState state_;
  LiveCounts counts_;
  std::map<std::string, std::string> breakers_;  ///< State by address.
  Nanoseconds at_{};                             ///< Of the event that is taken.
};

}  // namespace squall

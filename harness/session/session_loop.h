// The loop behind LivePhases: takes what is asked for, and does what is due.
//
// One file for each concept: session_loop.cpp (time, and what phases follow from faults),
// session_actions.cpp (what a person asks for).
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/core/keen_thread.h"
#include "harness/run/phase_loop.h"
#include "harness/scenario/live_reader.h"
#include "harness/session/action_queue.h"
#include "harness/session/session_view.h"

namespace squall {

struct SessionLoopParts {
  const PhaseLoopParts& run;
  const LoadedScenario& loaded;
  const KindTables& kinds;
  ActionQueue& queue;
  SessionView& view;
  std::uint64_t seed = 0;
  const std::set<std::string>& prepared;
};

class SessionLoop {
 public:
  explicit SessionLoop(SessionLoopParts parts)
      : parts_(parts), run_(parts.run), reader_(parts.loaded, parts.kinds) {}

  void run();

 private:
  /// Faults are referred to by threads of their own, so they stay where they are.
  struct Held {
    FaultSpec spec;
    std::vector<std::string> targets;
    Nanoseconds planned{};
    bool injected = false, healing = false, over = false;
    std::optional<Nanoseconds> heal_at;
  };

  // What is asked for
  void take_actions();
  ActionAnswer act(const InjectFault& action, const std::string& who);
  ActionAnswer act(const HealFault& action, const std::string& who);
  ActionAnswer act(const HealAll& action, const std::string& who);
  ActionAnswer act(const ChangeLoad& action, const std::string& who);
  ActionAnswer act(const ChangeClient& action, const std::string& who);
  ActionAnswer act(const MakeNote& action, const std::string& who);
  ActionAnswer act(const DeclarePhase& action, const std::string& who);
  ActionAnswer act(const FinishSession& action, const std::string& who);
  ActionAnswer act(const AbortSession& action, const std::string& who);
  std::optional<ActionAnswer> name_fault(TomlNode& table) const;
  std::optional<ActionAnswer> why_it_cannot_be_made(const FaultSpec& spec,
                                                    const std::vector<std::string>& targets) const;
  Held& hold(FaultSpec spec, std::vector<std::string> targets);
  void journal(const std::string& who, std::string action, std::string detail = {});

  // What is due
  void begin_phase(const std::string& name, PhaseKind kind);
  void end_phase(const std::string& reason, bool complete);
  void inject_due(Nanoseconds now);
  void inject(Held& fault);
  void heal(Held& fault);
  void settle();
  void not_healed(Held& fault);
  void finish();
  Nanoseconds next_due(Nanoseconds now) const;
  void show_status();

  Nanoseconds now() const { return run_.clock.now(); }
  bool interrupted() const { return run_.interrupt.token().stop_requested(); }
  bool going_on() const { return run_.ending.as_planned() && !interrupted(); }
  bool any_fault() const;
  std::string fresh_phase_name(std::string_view stem) const;
  std::string phase_for_faults() const;

  SessionLoopParts parts_;
  const PhaseLoopParts& run_;
  LiveReader reader_;
  std::deque<Phase> phases_;
  std::deque<Held> faults_;
  Nanoseconds phase_start_{};
  bool broke_something_ = false;  // In the phase that runs.
  bool finishing_ = false;
  KeenThread keen_{KeenThread::WhenBusy::kKeen};
};

}  // namespace squall

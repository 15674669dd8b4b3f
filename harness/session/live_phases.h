// The phases of a session, made while they run by what a person asks for.
//
// `before` lasts until the first fault is asked for; an injection begins `broken-N` (unless a phase
// of kind fault runs), and with the end of its last fault begins `recovery-N`; a phase that the
// person declares begins at that moment. A fault goes in kLead after it is asked for: the phase
// begins first, so that what was under way then counts as served before, and meanwhile the fault is
// made. Everything that is done is journaled with who asked for it.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "harness/model/kind.h"
#include "harness/run/session_seam.h"
#include "harness/scenario/load.h"
#include "harness/session/action_queue.h"
#include "harness/session/session_view.h"

namespace squall {

class LivePhases final : public PhaseConductor {
 public:
  static constexpr Nanoseconds kLead = std::chrono::milliseconds(200);

  struct Settings {
    std::uint64_t seed = 0;
    std::set<std::string> prepared;  ///< Kinds of faults that nodes were started for.
  };

  /// All but `settings` must outlive it.
  LivePhases(const LoadedScenario& loaded, const KindTables& kinds, ActionQueue& queue,
             SessionView& view, Settings settings)
      : loaded_(loaded),
        kinds_(kinds),
        queue_(queue),
        view_(view),
        settings_(std::move(settings)) {}

  SessionStarted session() const override;
  void conduct(const PhaseLoopParts& parts) override;

 private:
  const LoadedScenario& loaded_;
  const KindTables& kinds_;
  ActionQueue& queue_;
  SessionView& view_;
  const Settings settings_;
};

}  // namespace squall

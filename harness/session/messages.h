// What the control API tells of a session, as JSON texts.
#pragma once

#include <string>
#include <vector>

#include "harness/model/kind.h"
#include "harness/scenario/load.h"
#include "harness/session/session_view.h"

namespace squall {

/// What does not change while it goes on.
struct SessionFacts {
  std::string name;  ///< Of the scenario's file.
  std::string title;
  std::vector<std::string> variants;
  double max_duration_s = 0;
  std::string viewer_token;  ///< For the owner, to hand on.
};

enum class Role { kViewer, kOwner };

std::string info_message(const SessionFacts& facts, const Scenario& scenario,
                         const SessionState& state, Role role);
std::string faults_message(const SessionState& state);
std::string phases_message(const SessionState& state);
std::string gates_message(const LiveGates& gates, Nanoseconds now);

std::string windows_message(const std::vector<TimelineWindow>& windows, Nanoseconds now,
                            const LiveCounts& counts);

/// All that a viewer needs to begin.
std::string hello_message(const SessionFacts& facts, const Scenario& scenario, SessionView& view,
                          Role role);

/// The faults that a session can inject, with their options.
std::string kinds_message(const KindTables& kinds);

}  // namespace squall

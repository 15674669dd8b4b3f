// The scenario that a manual session was: what a person did by hand, as phases and faults at the
// same times.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/model/event.h"
#include "harness/scenario/document.h"
#include "harness/scenario/load.h"

namespace squall {

/// Whether the events are those of a session.
bool is_session(const std::vector<TimedEvent>& events);

/// `base`, the document of what the session began with, with the phases, the faults that went in
/// and the rates of the loads that the events tell of, so far; times in whole milliseconds. Making
/// it again of its own result gives the same. Without a phase it is `base` itself.
///
/// A phase lasts `for` what it lasted. A fault begins and is healed when its injection and its
/// healing began. Changes of the client policy are [[client.change]]s. Injections that failed are
/// left out.
TomlNode session_scenario(TomlNode base, const std::vector<TimedEvent>& events);

/// A scenario file for `folder` that replays the session, with what a reader should know of it in
/// comments: the notes, and what could not be written down. `base` is what the session was loaded
/// as; references to the environment stay references.
std::string session_file(const LoadedScenario& base, const std::vector<TimedEvent>& events,
                         const std::filesystem::path& folder);

}  // namespace squall

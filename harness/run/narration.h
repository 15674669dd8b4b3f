// Events as lines for the person who watches.
#pragma once

#include <optional>
#include <string>

#include "harness/core/time.h"
#include "harness/model/event.h"

namespace squall {

enum class Detail { kNormal, kVerbose };

/// "  12.3 s  fault kill: couchdb[0] (pid 4711 got SIGKILL)", or nothing where the event is not
/// worth a line at this level of detail. With `colour`, ANSI colours.
std::optional<std::string> narrate(const TimedEvent& event, Detail detail, bool colour);

}  // namespace squall

// What the tests of manual sessions share: what a session begins with.
#pragma once

#include <string>

#include "harness/scenario/load.h"

namespace squall::test {

/// A scenario that a session may begin with, and `more` behind it.
std::string base_text(const std::string& more = "");

/// As a session of an hour loads it.
LoadedScenario load_base(const std::string& text);

}  // namespace squall::test

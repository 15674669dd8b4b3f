// The command that runs the same experiment again.
#pragma once

#include <string>

#include "harness/model/report.h"

namespace squall {

/// The run's own command line, quoted for a POSIX shell, with its seed added if it named none.
std::string reproduce_command(const Report& report);

}  // namespace squall

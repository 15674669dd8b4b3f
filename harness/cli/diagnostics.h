// Diagnostics on the terminal.
#pragma once

#include "harness/cli/terminal.h"
#include "harness/core/diagnostic.h"

namespace squall {

/// Prints each on stderr with the line of the file that it means and a mark under the column, then
/// a count. Returns the number of errors (warnings are printed, and not counted).
int print_diagnostics(const GlobalOptions& global, const Diagnostics& diagnostics);

}  // namespace squall

// Diagnostics on the terminal.
#pragma once

#include "harness/cli/terminal.h"
#include "harness/core/diagnostic.h"

namespace squall {

/// Warnings are not counted.
int count_errors(const Diagnostics& diagnostics);

/// Prints each on stderr with the line of the file that it means and a mark under the column, then
/// a count. Returns count_errors().
int print_diagnostics(const GlobalOptions& global, const Diagnostics& diagnostics);

}  // namespace squall

// What GitHub Actions shows of a run: lines of a change, and the page of a job.
#pragma once

#include <span>
#include <string>

#include "harness/cli/terminal.h"
#include "harness/scenario/load.h"
#include "reports/cases.h"

namespace squall {

/// Whether to print annotations: asked for, or in a job of GitHub Actions.
bool wants_annotations(bool asked);

/// Prints an annotation for each case that did not pass, at the line of the scenario's file that
/// names its subject; of `loaded` == nullptr at the file. To stdout, or with --json to stderr.
void print_annotations(const GlobalOptions& global, std::span<const Case> cases,
                       const std::string& scenario_file, const LoadedScenario* loaded);

/// Appends to the file of $GITHUB_STEP_SUMMARY, if that is set. A page above 1 MiB would be dropped
/// whole: what does not fit any more is left out, and that is said.
void append_step_summary(const std::string& markdown);

}  // namespace squall

// One run from its scenario to its report files, without a word on the terminal.
#pragma once

#include <filesystem>

#include "harness/cli/command.h"
#include "harness/core/error.h"
#include "harness/model/report.h"
#include "harness/run/run.h"

namespace squall {

/// What the runs of all commands have in common; `command` runs this one alone.
RunSettings run_settings(const CommandLine& line, std::uint64_t seed, bool no_faults,
                         std::vector<std::string> command);

/// Makes the folder, runs, and writes the report files. The error: a folder that cannot be used, or
/// records that could not be written.
Result<Report> run_and_report(const LoadedScenario& loaded, RunSettings settings,
                              const std::filesystem::path& folder, Progress& progress,
                              Interrupt& interrupt);

}  // namespace squall

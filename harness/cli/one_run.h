// One run from its scenario to its report files, without a word on the terminal.
#pragma once

#include <filesystem>

#include "harness/core/error.h"
#include "harness/model/report.h"
#include "harness/run/run.h"

namespace squall {

/// Makes the folder, runs, and writes the report files. The error: a folder that cannot be used, or
/// records that could not be written.
Result<Report> run_and_report(const LoadedScenario& loaded, RunSettings settings,
                              const std::filesystem::path& folder, Progress& progress,
                              Interrupt& interrupt);

}  // namespace squall

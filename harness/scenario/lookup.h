// What the files may ask of this machine: environment variables and programs.
#pragma once

#include "harness/scenario/load.h"

namespace squall {

/// The harness's own environment.
EnvironmentLookup process_environment();

/// Executable files on the PATH of `environment`, then in the folders given.
ProgramFinder path_finder(const EnvironmentLookup& environment);

}  // namespace squall

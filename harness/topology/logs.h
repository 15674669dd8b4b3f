// The nodes' own logs: their last lines for errors, and their final form in the run's folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/mask.h"

namespace squall {

/// The last lines of the file, as valid UTF-8, each of at most 500 bytes.
std::vector<std::string> log_tail(const std::filesystem::path& file, std::size_t lines = 15);

/// Gives every *.log file of the folder its final form: the first MiB and the last 4 MiB with a
/// line in between that says how much was left out, and without secrets.
void trim_logs(const std::filesystem::path& folder, const SecretMask& mask);

}  // namespace squall

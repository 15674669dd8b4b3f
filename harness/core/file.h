// Reading whole files, with the reason where it does not work.
#pragma once

#include <filesystem>
#include <string>

#include "harness/core/error.h"

namespace squall {

/// All of the file; also of those in /proc, whose size is not known before. The error is
/// "path: reason".
Result<std::string> read_file(const std::filesystem::path& file);

}  // namespace squall

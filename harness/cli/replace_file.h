// Writing a file so that a reader never sees half of one.
#pragma once

#include <filesystem>
#include <string>

#include "harness/core/error.h"

namespace squall {

/// Writes beside the file, then takes its place in one step.
Result<void> replace_file(const std::filesystem::path& path, const std::string& text);

}  // namespace squall

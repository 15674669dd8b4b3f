// Folders for what commands write, and files of which a reader never sees half.
#pragma once

#include <filesystem>
#include <string>

#include "harness/core/error.h"

namespace squall {

/// Writes beside the file, then takes its place in one step.
Result<void> replace_file(const std::filesystem::path& path, const std::string& text);

/// With the folders that it lies in; one that is there is no mistake.
Result<void> make_folder(const std::filesystem::path& path);

}  // namespace squall

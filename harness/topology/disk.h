// A disk of a node's own: a small file system in memory, mounted on its folder. Only root may.
#pragma once

#include <filesystem>
#include <string>

#include "harness/core/error.h"

namespace squall {

/// Makes the folder if it is missing. The error says who may.
Result<void> mount_disk(const std::filesystem::path& folder, double bytes);

/// Whether something is mounted on the folder.
bool is_disk(const std::filesystem::path& folder);

/// What is wrong; empty: it is gone. Whoever still uses it keeps it until he ends.
std::string unmount_disk(const std::filesystem::path& folder);

}  // namespace squall

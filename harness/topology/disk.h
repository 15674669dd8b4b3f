// A disk of a node's own: a small file system in memory, mounted on its folder. Only root may.
#pragma once

#include <filesystem>
#include <string>

#include "harness/core/error.h"

namespace squall {

/// Makes the folder if it is missing. The error says who may.
Result<void> mount_disk(const std::filesystem::path& folder, double bytes);

/// How many disks lie on the folder, one covering the other.
int mounts_on(const std::filesystem::path& folder);

/// Whether something is mounted on the folder.
bool is_disk(const std::filesystem::path& folder);

/// All that are mounted there. What is wrong; empty: they are gone. Whoever still uses it keeps it
/// until he ends.
std::string unmount_disk(const std::filesystem::path& folder);

}  // namespace squall

// The server of a slow disk: a file system (FUSE) that hands everything on to the folder which it
// covers, and lets what is delayed wait first.
//
// A small process of the same binary, child of the reaper. Every operation waits in a thread of its
// own, so that files do not hold up each other. When it ends in whatever way, the kernel cuts the
// disk off, and it can be unmounted.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace squall {

/// To be called in main. If this process was started as the server of a slow disk, it serves until
/// it is unmounted and returns its exit code; else nullopt.
std::optional<int> run_as_slow_disk(int argc, char** argv);

/// The arguments that start it; `delay` is a file of create_delay.
std::vector<std::string> slow_disk_command(const std::filesystem::path& folder,
                                           const std::filesystem::path& delay);

}  // namespace squall

// Where the programs of a topology are; also what `squall doctor` shows.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/model/topology.h"

namespace squall {

/// The executable `name`: itself if it holds a slash, else looked for in PATH, then in `folders`.
std::optional<std::filesystem::path> find_program(const std::string& name,
                                                  std::span<const std::string> folders = {});

/// The same for a command of the topology: programs that a flavour found come first, and a path
/// counts from the topology's folder.
std::optional<std::filesystem::path> find_program_of(const Topology& topology,
                                                     const std::string& name);

struct ProgramNeed {
  std::string service;  ///< Or "prepare NAME".
  std::string program;
  std::optional<std::filesystem::path> path;  ///< None: it is missing.
};

/// For each service and preparation, whether its program exists.
std::vector<ProgramNeed> program_needs(const Topology& topology);

}  // namespace squall

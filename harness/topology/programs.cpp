#include "harness/topology/programs.h"

#include <unistd.h>

#include <cstdlib>

#include "harness/core/text.h"

namespace squall {
namespace {

bool is_executable(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::filesystem::path> find_program(const std::string& name,
                                                  std::span<const std::string> folders) {
  if (name.find('/') != name.npos) {
    return is_executable(name) ? std::optional(std::filesystem::absolute(name)) : std::nullopt;
  }
  const char* const path = std::getenv("PATH");
  for (const std::string& folder : split(path == nullptr ? "/usr/bin:/bin" : path, ':')) {
    const auto candidate = std::filesystem::path(folder.empty() ? "." : folder) / name;
    if (is_executable(candidate)) return std::filesystem::absolute(candidate);
  }
  for (const std::string& folder : folders) {
    const auto candidate = std::filesystem::path(folder) / name;
    if (is_executable(candidate)) return std::filesystem::absolute(candidate);
  }
  return std::nullopt;
}

std::optional<std::filesystem::path> find_program_of(const Topology& topology,
                                                     const std::string& name) {
  for (const FoundProgram& found : topology.programs) {
    if (found.name == name) return found.path;
  }
  if (name.find('/') == name.npos) return find_program(name);
  return find_program((std::filesystem::absolute(topology.directory()) / name).string());
}

std::vector<ProgramNeed> program_needs(const Topology& topology) {
  std::vector<ProgramNeed> needs;
  for (const Prepare& prepare : topology.prepare) {
    if (prepare.run.empty()) continue;
    std::vector<std::string> programs = prepare.programs;
    programs.insert(programs.begin(), prepare.run[0]);
    for (const std::string& program : programs) {
      needs.push_back({"prepare " + prepare.name, program, find_program_of(topology, program)});
    }
  }
  for (const Service& service : topology.services) {
    std::string program = service.program;
    if (program.empty() && !service.command.empty()) {
      const auto known = [&](std::string_view name) -> std::optional<std::string> {
        for (const FoundProgram& found : topology.programs) {
          if (name == "program." + found.name) return found.path;
        }
        if (name == "topology.dir") return topology.directory().string();
        return std::nullopt;
      };
      program = service.command[0].render_partly(known).source();
    }
    if (!program.empty())
      needs.push_back({service.name, program, find_program_of(topology, program)});
  }
  return needs;
}

}  // namespace squall

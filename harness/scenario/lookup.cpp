#include "harness/scenario/lookup.h"

#include <unistd.h>

#include <cstdlib>

#include "harness/core/text.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> executable(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error) || access(file.c_str(), X_OK) != 0) return std::nullopt;
  return fs::absolute(file, error).lexically_normal().string();
}

}  // namespace

EnvironmentLookup process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

ProgramFinder path_finder(const EnvironmentLookup& environment) {
  return [environment](std::string_view program,
                       const std::vector<std::string>& folders) -> std::optional<std::string> {
    if (program.find('/') != program.npos) return executable(program);
    std::vector<std::string> all = split(environment("PATH").value_or(""), ':');
    all.insert(all.end(), folders.begin(), folders.end());
    for (const std::string& folder : all) {
      if (folder.empty()) continue;
      if (auto found = executable(fs::path(folder) / program)) return found;
    }
    return std::nullopt;
  };
}

}  // namespace squall

#include "harness/cli/replace_file.h"

#include <fmt/format.h>

#include <fstream>

namespace squall {

Result<void> replace_file(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path fresh = path.string() + ".new";
  std::ofstream file(fresh, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(fresh, path, error);
  if (!file || error) return fail(fmt::format("cannot write {}", path.string()));
  return {};
}

Result<void> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return fail(fmt::format("cannot make {}: {}", path.string(), error.message()));
  return {};
}

}  // namespace squall

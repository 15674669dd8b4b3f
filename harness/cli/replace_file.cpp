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

}  // namespace squall

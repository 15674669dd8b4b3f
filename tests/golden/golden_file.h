// Holding text against a file in tests/golden. SQUALL_UPDATE_GOLDEN=1 rewrites the files; read the
// difference before you commit it.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace squall {

inline void write_file(const std::filesystem::path& file, const std::string& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

/// `file` below tests/golden has these bytes.
inline void hold(const std::filesystem::path& file, const std::string& bytes) {
  const std::filesystem::path path =
      std::filesystem::path(SQUALL_SOURCE_DIR) / "tests/golden" / file;
  if (std::getenv("SQUALL_UPDATE_GOLDEN") != nullptr) write_file(path, bytes);
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream kept;
  kept << stream.rdbuf();
  INFO(path);
  // Not CHECK on the texts: Catch would print both, and they are long.
  const bool same = kept.str() == bytes;
  CHECK(same);
}

}  // namespace squall

// The gallery of broken files: every mistake is found, at its place, with what to write instead.
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

namespace fs = std::filesystem;
using test::broken;
using test::kinds;
using test::request;

std::vector<fs::path> gallery() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(broken(""))) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string messages(const fs::path& file) {
  Diagnostics found;
  const bool topology =
      file.filename().string().starts_with("topology-") && file_kind(file) != FileKind::kScenario;
  if (topology) {
    const auto loaded = load_topology(request(file), kinds());
    found = loaded ? loaded->warnings : loaded.error();
  } else {
    const auto loaded = load_scenario(request(file), kinds());
    found = loaded ? loaded->warnings : loaded.error();
  }
  return test::text(found, file.parent_path());
}

TEST_CASE("every broken file gets exactly its messages") {
  const auto files = gallery();
  CHECK(files.size() >= 25);
  for (const fs::path& file : files) {
    fs::path expected = file;
    expected.replace_extension(".expected");
    const std::string found = messages(file);
    INFO(file.filename());
    CHECK(found == test::golden(expected, found));
    CHECK_FALSE(found.empty());
  }
}

}  // namespace
}  // namespace squall

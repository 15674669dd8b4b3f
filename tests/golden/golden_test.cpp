// Every text report of every sample, byte for byte. SQUALL_UPDATE_GOLDEN=1 rewrites the files;
// read the difference before you commit it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/kinds.h"
#include "tests/golden/samples.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string file_of(const Reporter& reporter) {
  return reporter.file.empty() ? "console.txt" : std::string(reporter.file);
}

// The page changes with its script, so it is tested in a browser; a day's JSON is too long to read.
bool is_kept(const samples::Sample& sample, const Reporter& reporter) {
  if (reporter.name == "html") return false;
  return sample.name != "long_run" || reporter.name == "console";
}

}  // namespace

TEST_CASE("reports are the golden files, byte for byte") {
  const fs::path folder = fs::path(SQUALL_SOURCE_DIR) / "tests/golden/reports";
  const bool update = std::getenv("SQUALL_UPDATE_GOLDEN") != nullptr;
  for (const samples::Sample& sample : samples::all()) {
    const Report report = sample.make();
    for (const Reporter& reporter : kReporters) {
      if (!is_kept(sample, reporter)) continue;
      const fs::path path = folder / sample.name / file_of(reporter);
      const std::string bytes = reporter.render(report);
      if (update) write(path, bytes);
      INFO(path);
      // Not CHECK on the texts: Catch would print both, and they are long.
      const bool same = read(path) == bytes;
      CHECK(same);
    }
  }
}

TEST_CASE("the same report gives the same bytes again") {
  for (const samples::Sample& sample : samples::all()) {
    for (const Reporter& reporter : kReporters) {
      INFO(sample.name << " " << reporter.name);
      const bool same = reporter.render(sample.make()) == reporter.render(sample.make());
      CHECK(same);
    }
  }
}

// Not a test of its own: the browser tests open what it writes.
TEST_CASE("write all reports to SQUALL_WRITE_REPORTS", "[.write]") {
  const char* folder = std::getenv("SQUALL_WRITE_REPORTS");
  REQUIRE(folder != nullptr);
  for (const samples::Sample& sample : samples::all()) {
    const Report report = sample.make();
    for (const Reporter& reporter : kReporters) {
      write(fs::path(folder) / sample.name / file_of(reporter), reporter.render(report));
    }
  }
}

}  // namespace squall

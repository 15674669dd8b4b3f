// Every text of every comparison, and of a trend, byte for byte. SQUALL_UPDATE_GOLDEN=1 rewrites
// the files; read the difference before you commit it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/baseline.h"
#include "reports/compare_cases.h"
#include "reports/compare_console.h"
#include "reports/compare_json.h"
#include "reports/trend.h"
#include "tests/golden/samples_compare.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

void hold(const fs::path& file, const std::string& bytes) {
  if (std::getenv("SQUALL_UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream kept;
  kept << stream.rdbuf();
  INFO(file);
  const bool same = kept.str() == bytes;
  CHECK(same);
}

}  // namespace

TEST_CASE("comparisons are the golden files, byte for byte") {
  const fs::path folder = fs::path(SQUALL_SOURCE_DIR) / "tests/golden/compare";
  for (const auto& [name, comparison] : samples::comparisons()) {
    hold(folder / name / "console.txt", compare_console(comparison, {}));
    hold(folder / name / "summary.md", compare_markdown(comparison));
    hold(folder / name / "junit.xml", compare_junit(comparison));
    hold(folder / name / "compare.json", compare_json(comparison));
  }
}

TEST_CASE("a trend is the golden files, byte for byte") {
  const fs::path folder = fs::path(SQUALL_SOURCE_DIR) / "tests/golden/trend";
  const Trend trend = samples::drifting();
  CHECK(trend.exit_code == 1);
  hold(folder / "console.txt", trend_console(trend, false));
  hold(folder / "trend.json", trend_json(trend));
}

TEST_CASE("no line of a comparison but the last is wider than a terminal") {
  for (const auto& [name, comparison] : samples::comparisons()) {
    std::istringstream text(compare_console(comparison, {false, true}));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    lines.pop_back();
    for (const std::string& line : lines) {
      const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
      });
      INFO(name << ": " << line);
      CHECK(columns <= 100);
    }
  }
}

// Not a test of its own: the tests with other people's tools read what it writes.
TEST_CASE("write all comparisons beside SQUALL_WRITE_REPORTS", "[.write]") {
  const char* folder = std::getenv("SQUALL_WRITE_REPORTS");
  REQUIRE(folder != nullptr);
  const fs::path beside = fs::path(folder).parent_path() / "sample-comparisons";
  const auto write = [&](const fs::path& file, const std::string& bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  };
  for (const auto& [name, comparison] : samples::comparisons()) {
    write(beside / name / "compare.json", compare_json(comparison));
    write(beside / name / "junit.xml", compare_junit(comparison));
  }
  write(beside / "trend.json", trend_json(samples::drifting()));
  write(beside / "baseline.json", baseline_json(samples::runs_of_shop()));
}

}  // namespace squall

// Every text report of every sample, byte for byte.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "reports/kinds.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/samples.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

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
  for (const samples::Sample& sample : samples::all()) {
    const Report report = sample.make();
    for (const Reporter& reporter : kReporters) {
      if (!is_kept(sample, reporter)) continue;
      hold(fs::path("reports") / sample.name / file_of(reporter), reporter.render(report));
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
      write_file(fs::path(folder) / sample.name / file_of(reporter), reporter.render(report));
    }
  }
}

}  // namespace squall

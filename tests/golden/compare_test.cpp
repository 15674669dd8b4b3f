// Every text of every comparison, and of a trend, byte for byte.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "reports/baseline.h"
#include "reports/compare_cases.h"
#include "reports/compare_console.h"
#include "reports/compare_json.h"
#include "reports/gate_spread_text.h"
#include "reports/trend.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/samples_compare.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

}  // namespace

TEST_CASE("comparisons are the golden files, byte for byte") {
  const fs::path folder = "compare";
  for (const auto& [name, comparison, base, head] : samples::comparisons()) {
    hold(folder / name / "console.txt", compare_console(comparison, {}));
    hold(folder / name / "summary.md", compare_markdown(comparison));
    hold(folder / name / "junit.xml", compare_junit(comparison));
    hold(folder / name / "compare.json", compare_json(comparison));
  }
}

TEST_CASE("a trend is the golden files, byte for byte") {
  const fs::path folder = "trend";
  const Trend trend = samples::drifting();
  CHECK(trend.exit_code == 1);
  hold(folder / "console.txt", trend_console(trend, false));
  hold(folder / "trend.json", trend_json(trend));
  hold(folder / "gates.md", gates_markdown(samples::runs_of_two_scenarios()));
}

// The pages change with their script, so they are tested in a browser; here, that their data are
// what the JSON says, and that the same input gives the same bytes.
TEST_CASE("pages hold their JSON, and are the same again") {
  const auto inside = [](std::string json) {
    json.pop_back();  // The last newline stands elsewhere.
    for (std::size_t at = 0; (at = json.find('<', at)) != json.npos;)
      json.replace(at, 1, "\\u003c");
    return json;
  };
  for (const auto& [name, comparison, base, head] : samples::comparisons()) {
    INFO(name);
    const std::string page = compare_html(comparison, base, head);
    CHECK(page.find(inside(compare_json(comparison))) != page.npos);
    CHECK(page == compare_html(comparison, base, head));
    CHECK(page.size() < 2 << 20);
  }
  const Trend trend = samples::many_runs();
  const std::string page = samples::trend_page(trend);
  CHECK(page.find(inside(trend_json(trend))) != page.npos);
  CHECK(page.size() < 2 << 20);
}

TEST_CASE("of a comparison with more figures than a page holds, the first are shown") {
  RunComparison comparison = samples::comparisons().front().comparison;
  const MetricComparison metric = comparison.metrics.front();
  comparison.metrics.assign(5000, metric);
  CHECK(compare_html(comparison, {}, {}).size() < 2 << 20);
  comparison.metrics.assign(20, metric);
  for (MetricComparison& each : comparison.metrics) each.base.assign(10'000, 0.123456);
  const std::string page = compare_html(comparison, {}, {});
  CHECK(page.size() < 2 << 20);
  CHECK(page.find("\"not_shown\": 15") != page.npos);
}

TEST_CASE("no line of a comparison but the last is wider than a terminal") {
  for (const auto& [name, comparison, base, head] : samples::comparisons()) {
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
  for (const auto& [name, comparison, base, head] : samples::comparisons()) {
    write_file(beside / name / "compare.json", compare_json(comparison));
    write_file(beside / name / "compare.html", compare_html(comparison, base, head));
    write_file(beside / name / "junit.xml", compare_junit(comparison));
  }
  write_file(beside / "trend.json", trend_json(samples::drifting()));
  const fs::path trends = beside.parent_path() / "sample-trends";
  for (const auto& [name, trend] :
       {std::pair("drifting", samples::drifting()), std::pair("few", samples::few_runs()),
        std::pair("many", samples::many_runs())}) {
    write_file(trends / name / "trend.html", samples::trend_page(trend));
    write_file(trends / name / "trend.json", trend_json(trend));
  }
  write_file(beside / "baseline.json", baseline_json(samples::runs_of_shop()));
}

}  // namespace squall

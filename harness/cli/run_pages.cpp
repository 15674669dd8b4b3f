#include "harness/cli/run_pages.h"

#include "harness/cli/run_groups.h"
#include "reports/run_excerpt.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// A run is named by its folder or by its report.json.
fs::path folder_of(const std::string& source) {
  std::error_code error;
  return fs::is_directory(source, error) ? fs::path(source) : fs::path(source).parent_path();
}

}  // namespace

std::vector<std::string> reports_of(const std::vector<RunSummary>& runs, const fs::path& folder) {
  std::vector<std::string> reports;
  for (const RunSummary& run : runs) {
    std::error_code error;
    std::string& report = reports.emplace_back();
    if (!fs::exists(run.source, error)) continue;  // A run of a baseline has no folder.
    const fs::path page = folder_of(run.source) / "report.html";
    if (!fs::exists(page, error)) continue;
    const fs::path seen = fs::relative(page, folder, error);
    if (!error) report = seen.generic_string();
  }
  return reports;
}

ComparedSide compared_side(const ComparedGroup& group, const fs::path& folder) {
  ComparedSide side;
  side.reports = reports_of(group.members, folder);
  if (!group.typical) {
    side.no_excerpt = "no run of it is compared";
    return side;
  }
  const auto text = report_text_of(group.members[*group.typical].source);
  if (!text) {
    side.no_excerpt = text.error().message;
    return side;
  }
  auto excerpt = run_excerpt(*text);
  if (excerpt) {
    side.excerpt = std::move(*excerpt);
  } else {
    side.no_excerpt = excerpt.error().message;
  }
  return side;
}

}  // namespace squall

#include "harness/cli/run_groups.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <vector>

#include "harness/analysis/run_summary.h"
#include "harness/cli/kind_tables.h"
#include "harness/core/file.h"
#include "harness/run/offline.h"
#include "reports/baseline.h"
#include "reports/run_reader.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> expanded(const std::string& pattern) {
  std::error_code error;
  if (fs::exists(pattern, error)) return {pattern};
  glob_t found{};
  std::vector<fs::path> paths;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    for (const char* each : std::span(found.gl_pathv, found.gl_pathc)) {
      const fs::path path = each;
      // A link such as squall-runs/latest names a run that is there anyway.
      if (fs::is_symlink(path, error)) continue;
      if (fs::is_directory(path, error) || path.extension() == ".json") paths.push_back(path);
    }
  }
  globfree(&found);
  return paths;
}

class Search {
 public:
  explicit Search(RunGroup& group) : group_(group) {}

  Result<void> add(const fs::path& path, int depth) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return add_file(path, path.string());
    if (fs::exists(path / kBaselineFile, error))
      return add_file(path / kBaselineFile, path.string());
    if (fs::exists(path / "report.json", error))
      return add_file(path / "report.json", path.string());
    if (fs::exists(path / "journal.jsonl", error)) return add_records(path);
    if (depth == 0) return {};
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
      if (entry.is_symlink(error) || !entry.is_directory(error)) continue;
      if (auto added = add(entry.path(), depth - 1); !added) return added;
    }
    return {};
  }

 private:
  Result<void> add_file(const fs::path& file, const std::string& source) {
    const auto text = read_file(file);
    if (!text) return tl::unexpected(text.error());
    auto runs = read_runs(*text, source);
    if (!runs) return tl::unexpected(runs.error());
    std::move(runs->runs.begin(), runs->runs.end(), std::back_inserter(group_.runs));
    return {};
  }

  Result<void> add_records(const fs::path& path) {
    const auto report = read_report(path, all_kinds());
    if (!report) return tl::unexpected(report.error());
    group_.runs.push_back(summarise(*report, path.string()));
    return {};
  }

  RunGroup& group_;
};

}  // namespace

Result<RunGroup> find_runs(const std::string& path, bool nested) {
  RunGroup group{path, {}};
  Search search(group);
  for (const fs::path& each : expanded(path)) {
    if (auto added = search.add(each, nested ? 3 : 1); !added) return tl::unexpected(added.error());
  }
  std::stable_sort(group.runs.begin(), group.runs.end(),
                   [](const auto& a, const auto& b) { return a.started_at < b.started_at; });
  return group;
}

}  // namespace squall

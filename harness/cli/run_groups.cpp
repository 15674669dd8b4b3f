#include "harness/cli/run_groups.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <vector>

#include "harness/cli/kind_tables.h"
#include "harness/core/file.h"
#include "harness/run/offline.h"
#include "harness/run/run_directory.h"
#include "reports/baseline.h"
#include "reports/json.h"
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

// As rounded as its file would be.
Result<std::string> text_from_records(const fs::path& path) {
  const auto report = read_report(path, all_kinds());
  if (!report) return tl::unexpected(report.error());
  return report_json(*report);
}

class Search {
 public:
  explicit Search(RunGroup& group) : group_(group) {}

  // A run, or a folder of runs.
  Result<void> add(const fs::path& path) {
    const auto added = add_run(path);
    if (!added) return tl::unexpected(added.error());
    if (*added) return {};
    for (const fs::path& folder : folders_in(path)) {
      if (auto below = add_run(folder); !below) return tl::unexpected(below.error());
    }
    return {};
  }

  Result<void> add_all(const fs::path& path) {
    if (auto added = add(path); !added) return added;
    std::vector<fs::path> groups = folders_in(path);
    groups.push_back(path);
    std::error_code error;
    for (const fs::path& group : groups) {
      if (!fs::exists(group / kRunsIndex, error)) continue;
      const bool compared = fs::is_directory(group / "head", error);
      if (group == path && !compared) continue;  // Its runs are in already.
      if (auto added = add(compared ? group / "head" : group); !added) return added;
    }
    // Folders of runs that nobody has put an index into.
    for (const fs::path& folder :
         group_.runs.empty() ? folders_in(path) : std::vector<fs::path>()) {
      if (auto added = add(folder); !added) return added;
    }
    return {};
  }

 private:
  static std::vector<fs::path> folders_in(const fs::path& path) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
      // A link such as squall-runs/latest names a run that is there anyway.
      if (entry.is_directory(error) && !entry.is_symlink(error)) folders.push_back(entry.path());
    }
    return folders;
  }

  // False: it is none.
  Result<bool> add_run(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return add_file(path, path.string());
    for (const char* file : {kBaselineFile, "report.json"}) {
      if (fs::exists(path / file, error)) return add_file(path / file, path.string());
    }
    if (fs::exists(path / "journal.jsonl", error)) return add_records(path);
    return false;
  }

  Result<bool> add_file(const fs::path& file, const std::string& source) {
    const auto text = read_file(file);
    if (!text) return tl::unexpected(text.error());
    return add_text(*text, source);
  }

  Result<bool> add_text(const std::string& text, const std::string& source) {
    auto runs = read_runs(text, source);
    if (!runs) return tl::unexpected(runs.error());
    std::move(runs->runs.begin(), runs->runs.end(), std::back_inserter(group_.runs));
    return true;
  }

  Result<bool> add_records(const fs::path& path) {
    const auto text = text_from_records(path);
    if (!text) return tl::unexpected(text.error());
    return add_text(*text, path.string());
  }

  RunGroup& group_;
};

void put_in_order(RunGroup& group) {
  std::stable_sort(group.runs.begin(), group.runs.end(),
                   [](const auto& a, const auto& b) { return a.started_at < b.started_at; });
}

}  // namespace

Result<RunGroup> find_runs(const std::string& path) {
  RunGroup group{path, {}};
  Search search(group);
  for (const fs::path& each : expanded(path)) {
    if (auto added = search.add(each); !added) return tl::unexpected(added.error());
  }
  put_in_order(group);
  return group;
}

Result<RunGroup> find_all_runs(const std::string& path) {
  RunGroup group{path, {}};
  Search search(group);
  for (const fs::path& each : expanded(path)) {
    if (auto added = search.add_all(each); !added) return tl::unexpected(added.error());
  }
  put_in_order(group);
  return group;
}

Result<std::string> report_text_of(const std::string& source) {
  std::error_code error;
  if (!fs::exists(source, error)) return fail("a baseline keeps figures alone");
  if (!fs::is_directory(source, error)) return read_file(source);
  const fs::path file = fs::path(source) / "report.json";
  return fs::exists(file, error) ? read_file(file) : text_from_records(source);
}

}  // namespace squall

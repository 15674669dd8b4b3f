#include "harness/run/run_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/core/random.h"
#include "harness/core/time.h"
#include "harness/topology/ledger.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRunsFolder = "squall-runs";
constexpr const char* kJournal = "journal.jsonl";

// The file of a folder that holds a run, or several; empty: it holds none.
fs::path records_of(const fs::path& path) {
  std::error_code error;
  for (const char* file : {kJournal, kRunsIndex}) {
    if (fs::exists(path / file, error)) return path / file;
  }
  return {};
}

Result<fs::path> use(const fs::path& path, const char* folder) {
  std::error_code error;
  if (const fs::path records = records_of(path); !records.empty()) {
    return fail(fmt::format("{} already holds {}; name another folder, or delete it", path.string(),
                            records.filename() == kJournal ? "a run" : "runs"));
  }
  fs::create_directories(path / folder, error);
  if (error) return fail(fmt::format("cannot make {}: {}", path.string(), error.message()));
  return fs::absolute(path);
}

// Whether something of it is still to be undone, or may be: it is up, or was killed. A group has
// its runs in folders of its own, up to "head/1".
bool has_ledger(const fs::path& folder, int depth = 2) {
  std::error_code error;
  if (fs::exists(ledger_file(folder), error)) return true;
  if (depth == 0 || fs::exists(folder / kJournal, error)) return false;
  const fs::directory_iterator inside(folder, error);
  return std::any_of(begin(inside), end(inside), [depth](const fs::directory_entry& entry) {
    std::error_code unreadable;
    return entry.is_directory(unreadable) && !entry.is_symlink(unreadable) &&
           has_ledger(entry.path(), depth - 1);
  });
}

// Only what this program named and filled is ever deleted: a folder with a journal or an index of
// runs in it, and no ledger of what is to be undone.
void keep_newest(const fs::path& runs, std::size_t keep) {
  std::error_code error;
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(runs, error)) {
    const fs::path records = records_of(entry.path());
    if (entry.is_symlink(error) || records.empty() || has_ledger(entry.path())) continue;
    found.emplace_back(fs::last_write_time(records, error), entry.path());
  }
  std::sort(found.rbegin(), found.rend());
  for (std::size_t i = keep; i < found.size(); ++i) fs::remove_all(found[i].second, error);
}

void point_latest_at(const fs::path& run) {
  const fs::path link = run.parent_path() / "latest";
  const fs::path fresh = run.parent_path() / fmt::format(".latest-{}", run.filename().string());
  std::error_code error;  // The link is a convenience: a run without it is still a run.
  fs::create_directory_symlink(run.filename(), fresh, error);
  if (!error) fs::rename(fresh, link, error);
  if (error) fs::remove(fresh, error);
}

// `folder` is made in it.
Result<fs::path> make_directory(const RunDirectoryRequest& request, const char* folder) {
  if (request.out) return use(*request.out, folder);
  const fs::path runs = kRunsFolder;
  const std::string id = fmt::format("{:06x}", fresh_seed() & 0xffffff);
  auto made = use(runs / fmt::format("{}-{}-{}", request.name, utc_now_compact(), id), folder);
  if (!made) return made;
  point_latest_at(*made);
  // The new one has no records yet, so it is not counted.
  if (request.keep > 0) keep_newest(runs, static_cast<std::size_t>(request.keep) - 1);
  return made;
}

}  // namespace

Result<fs::path> make_run_directory(const RunDirectoryRequest& request) {
  return make_directory(request, "logs");
}

Result<fs::path> make_group_directory(const RunDirectoryRequest& request) {
  return make_directory(request, "");
}

}  // namespace squall

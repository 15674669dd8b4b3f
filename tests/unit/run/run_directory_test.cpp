#include "harness/run/run_directory.h"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

namespace fs = std::filesystem;
using namespace squall;

namespace {

// The working directory of the test: a new folder, left and removed at the end.
class InNewFolder {
 public:
  InNewFolder() : before_(fs::current_path()) {
    std::string name = (fs::temp_directory_path() / "squall-run-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    fs::current_path(folder_);
  }
  ~InNewFolder() {
    fs::current_path(before_);
    fs::remove_all(folder_);
  }
  InNewFolder(const InNewFolder&) = delete;
  InNewFolder& operator=(const InNewFolder&) = delete;

 private:
  fs::path before_, folder_;
};

void begin_journal(const fs::path& run) { std::ofstream(run / "journal.jsonl") << "{}\n"; }

}  // namespace

TEST_CASE("a run has a folder of its own, and latest points at it") {
  const InNewFolder here;
  const auto first = make_run_directory({std::nullopt, "calm", 20});
  REQUIRE(first);
  CHECK(fs::is_directory(*first / "logs"));
  CHECK(first->is_absolute());
  CHECK(first->filename().string().starts_with("calm-2"));
  const auto second = make_run_directory({std::nullopt, "calm", 20});
  REQUIRE(second);
  CHECK(*second != *first);
  CHECK(fs::read_symlink("squall-runs/latest") == second->filename());
}

TEST_CASE("the oldest runs go, and nothing that is no run") {
  const InNewFolder here;
  fs::create_directories("squall-runs/notes");
  std::vector<fs::path> runs;
  for (int i = 0; i < 4; ++i) {
    const auto run = make_run_directory({std::nullopt, "calm", 3});
    REQUIRE(run);
    begin_journal(*run);
    const auto age = std::chrono::hours(10 - i);
    fs::last_write_time(*run / "journal.jsonl", fs::file_time_type::clock::now() - age);
    runs.push_back(*run);
  }
  CHECK_FALSE(fs::exists(runs[0]));
  CHECK(std::all_of(runs.begin() + 1, runs.end(), [](const auto& run) { return exists(run); }));
  CHECK(fs::exists("squall-runs/notes"));
}

TEST_CASE("what is up, or has something to be undone, is never removed") {
  const InNewFolder here;
  const auto single = make_run_directory({std::nullopt, "up", 1});
  REQUIRE(single);
  begin_journal(*single);
  std::ofstream(*single / "ledger.jsonl") << "{}\n";
  const auto group = make_group_directory({std::nullopt, "group", 1});
  REQUIRE(group);
  std::ofstream(*group / "runs.jsonl") << "{}\n";
  fs::create_directories(*group / "head" / "1");
  std::ofstream(*group / "head" / "1" / "ledger.jsonl") << "{}\n";
  REQUIRE(make_run_directory({std::nullopt, "calm", 1}));
  CHECK(fs::exists(*single));
  CHECK(fs::exists(*group));
  fs::remove(*single / "ledger.jsonl");
  fs::remove(*group / "head" / "1" / "ledger.jsonl");
  REQUIRE(make_run_directory({std::nullopt, "calm", 1}));
  CHECK_FALSE(fs::exists(*single));
  CHECK_FALSE(fs::exists(*group));
}

TEST_CASE("a folder that holds a run is refused") {
  const InNewFolder here;
  const auto run = make_run_directory({"mine", "calm", 20});
  REQUIRE(run);
  begin_journal(*run);
  const auto again = make_run_directory({"mine", "calm", 20});
  REQUIRE_FALSE(again);
  CHECK(again.error().message.find("already holds a run") != std::string::npos);
}

TEST_CASE("a folder of several runs counts as one, and is refused as one") {
  const InNewFolder here;
  std::vector<fs::path> groups;
  for (int i = 0; i < 3; ++i) {
    const auto group = make_group_directory({std::nullopt, "calm", 2});
    REQUIRE(group);
    CHECK(fs::is_empty(*group));
    CHECK(fs::read_symlink("squall-runs/latest") == group->filename());
    for (const char* run : {"1", "2", "3"}) REQUIRE(make_run_directory({*group / run, "", 20}));
    std::ofstream(*group / kRunsIndex) << "{}\n";
    fs::last_write_time(*group / kRunsIndex,
                        fs::file_time_type::clock::now() - std::chrono::hours(10 - i));
    groups.push_back(*group);
  }
  CHECK_FALSE(fs::exists(groups[0]));
  CHECK(fs::exists(groups[1] / "3"));
  CHECK(fs::exists(groups[2]));
  for (const auto make : {make_run_directory, make_group_directory}) {
    const auto again = make({groups[2], "calm", 2});
    REQUIRE_FALSE(again);
    CHECK(again.error().message.find("already holds runs") != std::string::npos);
  }
}

TEST_CASE("a folder that cannot be made is an error that names it") {
  const auto run = make_run_directory({"/proc/no-such-place", "calm", 20});
  REQUIRE_FALSE(run);
  CHECK(run.error().message.find("/proc/no-such-place") != std::string::npos);
}

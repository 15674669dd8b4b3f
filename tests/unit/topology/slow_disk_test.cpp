#include "harness/topology/slow_disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstring>
#include <set>
#include <thread>

#include "harness/core/fd.h"
#include "harness/core/proc.h"
#include "harness/topology/disk.h"
#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;

namespace fs = std::filesystem;

namespace {

constexpr auto kLong = std::chrono::minutes(5);

Nanoseconds time_of(const std::function<void()>& act) {
  const SteadyTime begin = steady_now();
  act();
  return steady_now() - begin;
}

std::uint32_t bits(DiskOperation operation) { return static_cast<std::uint32_t>(operation); }

// Root may not everywhere: some containers forbid it.
bool may_mount() {
  const Folder folder;
  const bool may = may_mount_slow_disk() && mount_disk(folder.path() / "trial", 65536);
  unmount_disk(folder.path() / "trial");
  return may;
}

// A node whose folder is a slow disk, and on a small one if `bytes` says so.
struct DiskStage : Stage {
  explicit DiskStage(double bytes = 0) : Stage({server_service("web")}) {
    settings.prepare = [bytes](const Service&) -> Result<NodePreparation> {
      NodePreparation prepared;
      prepared.slow_disk = true;
      prepared.disk_bytes = bytes;
      return prepared;
    };
    const auto started = start();
    INFO((started ? "" : started.error().what));
    REQUIRE(started);
  }
  Node& node() const { return *system->find_node("web"); }
  DiskDelay& delay() const { return node().slow_disk()->delay(); }
};

bool write_whole(const fs::path& file, const std::string& text) {
  const Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  return ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

TEST_CASE("what is delayed waits, the rest does not, and a change ends the waiting") {
  const Folder folder;
  const auto delay = create_delay(folder.path() / "delay");
  REQUIRE(delay);
  CHECK_FALSE(create_delay(folder.path() / "delay"));
  const auto other = open_delay(folder.path() / "delay");
  REQUIRE(other);
  DiskDelayer delayer(*other);
  delayer.wait(DiskOperation::kWrite);  // Not at all.

  (*delay)->set(std::chrono::milliseconds(60), 0, bits(DiskOperation::kSync));
  CHECK(time_of([&] { delayer.wait(DiskOperation::kSync); }) >= std::chrono::milliseconds(60));
  (*delay)->set(kLong, 0, bits(DiskOperation::kSync));
  delayer.wait(DiskOperation::kWrite);
  std::jthread healing([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    (*delay)->set_off();
  });
  CHECK(time_of([&] { delayer.wait(DiskOperation::kSync); }) < kLong);
}

TEST_CASE("bytes a second are shared by whoever reads and writes") {
  const Folder folder;
  const auto delay = create_delay(folder.path() / "delay");
  REQUIRE(delay);
  DiskDelayer delayer(*delay);
  (*delay)->set({}, 1'000'000, bits(DiskOperation::kWrite));
  CHECK(time_of([&] {
          std::jthread one([&] { delayer.wait(DiskOperation::kWrite, 50'000); });
          std::jthread two([&] { delayer.wait(DiskOperation::kWrite, 50'000); });
        }) >= std::chrono::milliseconds(100));
}

TEST_CASE("who waits for one delay does not hold up those of the next") {
  const Folder folder;
  const auto delay = create_delay(folder.path() / "delay");
  REQUIRE(delay);
  DiskDelayer delayer(*delay);
  (*delay)->set({}, 1, bits(DiskOperation::kWrite));
  std::jthread waiting([&] { delayer.wait(DiskOperation::kWrite, 3'600); });  // An hour.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  (*delay)->set({}, 1'000'000, bits(DiskOperation::kWrite));
  waiting.join();
  CHECK(time_of([&] { delayer.wait(DiskOperation::kWrite, 1'000); }) < kLong);
}

TEST_CASE("a slow disk is a disk like any other, and goes with the run") {
  if (!may_mount()) return;
  DiskStage stage;
  const fs::path dir = stage.node().dir;
  const fs::path beneath = stage.node().slow_disk()->beneath();
  CHECK(mounts_on(dir) == 1);

  REQUIRE(write_whole(dir / "a", "one"));
  CHECK(contents(beneath / "a") == "one");
  fs::create_directories(dir / "sub" / "deep");
  fs::rename(dir / "a", dir / "sub" / "b");
  fs::create_symlink("sub/b", dir / "link");
  fs::create_hard_link(dir / "sub/b", dir / "hard");
  CHECK(contents(dir / "link") == "one");
  CHECK(fs::hard_link_count(dir / "hard") == 2);
  fs::resize_file(dir / "hard", 2);
  CHECK(contents(beneath / "sub/b") == "on");
  fs::permissions(dir / "hard", fs::perms::owner_read);
  CHECK(fs::status(beneath / "hard").permissions() == fs::perms::owner_read);
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(dir)) names.insert(entry.path().filename());
  CHECK(names == std::set<std::string>{"hard", "link", "sub"});
  CHECK_FALSE(fs::remove(dir / "absent"));
  CHECK(fs::remove_all(dir / "sub") == 3);

  struct statvfs through {
  }, below{};
  REQUIRE(::statvfs(dir.c_str(), &through) == 0);
  REQUIRE(::statvfs(beneath.c_str(), &below) == 0);
  CHECK(through.f_blocks == below.f_blocks);
  CHECK(stage.system->stop().empty());
  CHECK(mounts_on(dir) == 0);
  CHECK_FALSE(fs::exists(dir));
}

TEST_CASE("files of a slow disk can be mapped, appended to, and used when they are removed") {
  if (!may_mount()) return;
  DiskStage stage;
  const fs::path file = stage.node().dir / "mapped";
  const fs::path beneath = stage.node().slow_disk()->beneath() / "mapped";
  REQUIRE(write_whole(file, std::string(8192, 'a')));
  {
    const Fd fd(::open(file.c_str(), O_RDWR | O_CLOEXEC));
    void* const map = ::mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    REQUIRE(map != MAP_FAILED);
    std::memset(map, 'b', 4096);
    CHECK(::msync(map, 8192, MS_SYNC) == 0);
    ::munmap(map, 8192);
    CHECK(contents(beneath) == std::string(4096, 'b') + std::string(4096, 'a'));
    const Fd end(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    CHECK(::write(end.get(), "c", 1) == 1);
    CHECK(fs::file_size(beneath) == 8193);
    CHECK(::posix_fallocate(fd.get(), 0, 16384) == 0);
    CHECK(fs::file_size(beneath) == 16384);
    fs::remove(file);
    char first = 0;
    CHECK(::pread(fd.get(), &first, 1, 0) == 1);
    CHECK(first == 'b');
    struct stat shown {};
    CHECK(::fstat(fd.get(), &shown) == 0);
    CHECK(::lseek(fd.get(), 0, SEEK_END) == 16384);
    CHECK(fs::is_empty(stage.node().dir));
  }
  const fs::path all_beneath = stage.node().slow_disk()->beneath() / ".";
  CHECK(eventually([&] { return fs::is_empty(all_beneath); }));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("files of a slow disk do not hold up each other") {
  if (!may_mount()) return;
  DiskStage stage;
  const fs::path dir = stage.node().dir;
  constexpr auto kLatency = std::chrono::milliseconds(500);
  constexpr int kFiles = 40;
  stage.delay().set(kLatency, 0, bits(DiskOperation::kWrite));
  std::atomic<int> written = 0;
  const Nanoseconds all = time_of([&] {
    std::vector<std::jthread> writers;
    for (int i = 0; i < kFiles; ++i) {
      writers.emplace_back(
          [&, i] { written += write_whole(dir / std::to_string(i), "x") ? 1 : 0; });
    }
  });
  CHECK(written == kFiles);
  CHECK(all >= kLatency);
  CHECK(all < kFiles * kLatency / 4);
  stage.delay().set_off();
  CHECK(stage.system->stop().empty());
}

TEST_CASE("a slow disk lies on a small one as well") {
  if (!may_mount()) return;
  DiskStage stage(1 << 20);
  CHECK(mounts_on(stage.node().dir) == 2);
  struct statvfs figures {};
  REQUIRE(::statvfs(stage.node().dir.c_str(), &figures) == 0);
  CHECK(figures.f_blocks * figures.f_frsize == 1 << 20);
  const fs::path dir = stage.node().dir;
  CHECK(stage.system->stop().empty());
  CHECK(mounts_on(dir) == 0);
}

TEST_CASE("a slow disk whose server dies cuts its node off, is told, and can be unmounted") {
  if (!may_mount()) return;
  DiskStage stage;
  const fs::path dir = stage.node().dir;
  const Child& server = stage.node().slow_disk()->server();
  stage.delay().set(kLong, 0, bits(DiskOperation::kWrite));
  ssize_t written = 0;
  std::jthread writer([&] {  // It waits, and is let go by the death.
    const Fd fd(::open((dir / "a").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    written = ::write(fd.get(), "x", 1);
  });
  CHECK(eventually([&] { return fs::exists(stage.node().slow_disk()->beneath() / "a"); }));
  REQUIRE(server.signal(SIGKILL));
  REQUIRE(server.wait_exit(std::chrono::minutes(1)));
  writer.join();
  CHECK(written == -1);
  struct stat shown {};
  CHECK(::stat((dir / "a").c_str(), &shown) == -1);
  CHECK(errno == ENOTCONN);
  CHECK(is_disk(dir));
  CHECK(eventually([&] { return !stage.events.all<Warned>().empty(); }));
  CHECK(stage.system->stop().empty());
  CHECK_FALSE(is_disk(dir));
  CHECK_FALSE(fs::exists(dir));
}

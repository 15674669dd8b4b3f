#include "harness/topology/cgroup.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "harness/topology/cgroup_v1.h"
#include "harness/topology/cgroup_v2.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/ledger.h"
#include "harness/core/proc.h"
#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

namespace fs = std::filesystem;

namespace {

// A folder that looks like /proc and the hierarchies in it; files do not take part in what the
// kernel does with them, but show what was written.
struct Imitation {
  Folder folder;
  fs::path proc = folder.path() / "proc";
  fs::path mount = folder.path() / "groups";

  Imitation(const std::string& mounts, const std::string& groups) {
    fs::create_directories(proc / "self");
    fs::create_directories(mount / "user" / "shell");
    folder.write("proc/self/mountinfo", mounts);
    folder.write("proc/self/cgroup", groups);
  }
  void write(const std::string& group, const std::string& file, const std::string& text) const {
    folder.write("groups/" + group + "/" + file, text);
  }
};

std::string mount_line(const Imitation& of, const std::string& root, const std::string& type,
                       const std::string& options) {
  return "29 24 0:26 " + root + " " + of.mount.string() + " rw,nosuid shared:9 - " + type +
         " cgroup rw," + options + "\n";
}

// The limit that the group would get, by file.
std::vector<std::string> texts(const std::vector<GroupSetting>& settings) {
  std::vector<std::string> all;
  for (const auto& [file, text] : settings) all.push_back(file + " " + text);
  return all;
}

// A process that sleeps until it is killed.
struct Sleeper {
  pid_t pid = ::fork();

  Sleeper() {
    if (pid == 0) {
      ::pause();
      ::_exit(0);
    }
  }
  ~Sleeper() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
};

}  // namespace

TEST_CASE("version 1: our own group is found where its hierarchy is mounted, and has a quota") {
  const Imitation machine("", "");
  machine.folder.write("proc/self/mountinfo",
                       "28 24 0:25 / /elsewhere rw - cgroup cgroup rw,memory\n" +
                           mount_line(machine, "/", "cgroup", "cpu,cpuacct"));
  machine.folder.write("proc/self/cgroup", "9:memory:/other\n7:cpu,cpuacct:/user/shell\n0::/x\n");
  const auto without = cgroup_v1::find(machine.proc);
  REQUIRE_FALSE(without);
  CHECK_THAT(without.error().message, Contains("has no quota"));

  machine.write("user/shell", "cpu.cfs_quota_us", "-1");
  machine.write("user/shell", "cgroup.procs", "");
  const auto groups = cgroup_v1::find(machine.proc);
  REQUIRE(groups);
  CHECK(groups->home == machine.mount / "user/shell");
  CHECK(groups->above == groups->home);
  CHECK(texts(groups->limit(0.25, std::chrono::milliseconds(50))) ==
        std::vector<std::string>{"cpu.cfs_period_us 50000", "cpu.cfs_quota_us 12500"});
  CHECK(texts(groups->no_limit()) == std::vector<std::string>{"cpu.cfs_quota_us -1"});
}

TEST_CASE("version 1: a container's own group stands at the mount") {
  const Imitation machine("", "7:cpu:/docker/abc\n");
  machine.folder.write("proc/self/mountinfo", mount_line(machine, "/docker/abc", "cgroup", "cpu"));
  machine.folder.write("groups/cpu.cfs_quota_us", "-1");
  machine.folder.write("groups/cgroup.procs", "");
  const auto groups = cgroup_v1::find(machine.proc);
  REQUIRE(groups);
  CHECK(groups->home == machine.mount);
}

TEST_CASE("version 2: a group is made in the nearest one above that hands the processor down") {
  const Imitation machine("", "0::/user/shell\n");
  machine.folder.write("proc/self/mountinfo", mount_line(machine, "/", "cgroup2", "nsdelegate"));
  const auto without = cgroup_v2::find(machine.proc);
  REQUIRE_FALSE(without);
  CHECK_THAT(without.error().message, Contains("hands the controller cpu down"));

  machine.folder.write("groups/cgroup.subtree_control", "cpuset cpu memory\n");
  machine.folder.write("groups/cgroup.procs", "");
  machine.write("user", "cgroup.subtree_control", "memory cpu\n");
  machine.write("user", "cgroup.procs", "");
  machine.write("user/shell", "cgroup.subtree_control", "\n");
  const auto groups = cgroup_v2::find(machine.proc);
  REQUIRE(groups);
  CHECK(groups->home == machine.mount / "user/shell");
  CHECK(groups->above == machine.mount / "user");
  CHECK(texts(groups->limit(0.1, std::chrono::milliseconds(100))) ==
        std::vector<std::string>{"cpu.max 10000 100000"});
  CHECK(texts(groups->no_limit()) == std::vector<std::string>{"cpu.max max"});
}

TEST_CASE("a machine without groups says so") {
  const Imitation machine("20 1 0:5 / / rw - ext4 /dev/vda rw\n", "0::/\n");
  CHECK_FALSE(cgroup_v1::find(machine.proc));
  CHECK_FALSE(cgroup_v2::find(machine.proc));
}

TEST_CASE("names: two runs that are called the same differ, and long ones fit") {
  const std::string one = group_name("/a/run", "web[0]", "cpu");
  CHECK_THAT(one, Catch::Matchers::StartsWith("squall-run-") && Contains("-web[0]-cpu"));
  CHECK(one != group_name("/b/run", "web[0]", "cpu"));
  CHECK(group_name("/a/" + std::string(250, 'x'), std::string(250, 'n'), std::string(250, 'f'))
            .size() < 255);
}

TEST_CASE("version 2: processes are moved into a real group and back, and it goes") {
  const fs::path root = "/sys/fs/cgroup/unified";
  if (::geteuid() != 0 || !fs::exists(root / "cgroup.procs")) return;
  const fs::path group = root / ("squall-test-" + std::to_string(::getpid()));
  REQUIRE(fs::create_directory(group));
  const Sleeper sleeper;
  REQUIRE(move_process(sleeper.pid, group));
  CHECK(members(group) == std::vector<std::int64_t>{sleeper.pid});
  CHECK(remove_group(group, root).empty());
  CHECK_FALSE(fs::exists(group));
  CHECK(remove_group(group, root).empty());  // Twice is as good.
  CHECK(is_alive(process_info(sleeper.pid)->identity()));
}

TEST_CASE("what a killed harness leaves of groups is removed, and its processes go home") {
  const auto groups = find_cpu_groups();
  if (!groups) return;  // squall doctor says why.
  const Folder folder;
  const fs::path group = groups->above / group_name(folder.path(), "web", "cpu");
  const Sleeper sleeper;
  const auto home = group_of(*groups, sleeper.pid);
  const pid_t harness = ::fork();
  if (harness == 0) {
    auto ledger = Ledger::create(ledger_file(folder.path()));
    UndoAction action{UndoAction::Kind::kUngroup};
    action.folder = group.string();
    action.home = home.string();
    ::_exit(ledger && (*ledger)->add({"it", {action}}) ? 0 : 1);
  }
  int status = 0;
  ::waitpid(harness, &status, 0);
  REQUIRE(status == 0);
  REQUIRE(make_group(*groups, group, 0.2, std::chrono::milliseconds(50)));
  CHECK_FALSE(make_group(*groups, group, 0.2, std::chrono::milliseconds(50)));
  REQUIRE(move_process(sleeper.pid, group));
  CHECK(group_of(*groups, sleeper.pid) == group);
  CHECK(times_throttled(group) == 0);
  CHECK(groups_of_run(folder.path()) == std::vector<fs::path>{group});
  const auto cleaned = cleanup_run(folder.path());
  REQUIRE(cleaned);
  CHECK(cleaned->undone == std::vector<std::string>{group.string() + " removed"});
  CHECK(cleaned->residue.empty());
  CHECK_FALSE(fs::exists(group));
  CHECK(group_of(*groups, sleeper.pid) == home);
}

TEST_CASE("a group that no ledger knows is found by the run's name") {
  const auto groups = find_cpu_groups();
  if (!groups) return;
  const Folder folder;
  const fs::path group = groups->above / group_name(folder.path(), "web", "cpu");
  REQUIRE(make_group(*groups, group, 0.5, std::chrono::milliseconds(50)));
  REQUIRE(lift_limit(*groups, group));
  CHECK(remove_groups_of_run(folder.path()).empty());
  CHECK_FALSE(fs::exists(group));
}

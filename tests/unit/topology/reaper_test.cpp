#include "harness/topology/reaper.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>

#include "harness/topology/cleanup.h"
#include "harness/topology/ledger.h"
#include "harness/core/proc.h"
#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;

namespace {

SpawnRequest shell(const Folder& folder, const std::string& script) {
  return {{"/bin/sh", "-c", script},
          {"PATH=/usr/bin:/bin", "GREETING=hello"},
          folder.path(),
          folder.path() / "out.log"};
}

ReaperSettings settings(const Folder& folder) {
  ReaperSettings settings;
  settings.run_dir = folder.path();
  return settings;
}

std::int64_t number_in(const std::filesystem::path& file) {
  std::int64_t number = 0;
  std::ifstream(file) >> number;
  return number;
}

bool is_gone(std::int64_t pid) {
  const auto info = process_info(pid);
  return !info || info->state == 'Z';
}

}  // namespace

TEST_CASE("a process runs in its folder, with its environment, its log and its exit code") {
  const Folder folder;
  auto reaper = Reaper::start(settings(folder));
  REQUIRE(reaper);
  const auto child = (*reaper)->spawn(shell(folder, "echo $GREETING; pwd >&2; exit 7"));
  REQUIRE(child);
  CHECK((*child)->wait_exit(std::chrono::minutes(1)));
  CHECK((*child)->wait_status().code == 7);
  CHECK(contents(folder.path() / "out.log") == "hello\n" + folder.path().string() + "\n");
}

TEST_CASE("a process leads a session, has no terminal and no stray descriptor") {
  const Folder folder;
  const Fd open_here(::open("/dev/null", O_RDONLY));
  auto reaper = Reaper::start(settings(folder));
  REQUIRE(reaper);
  const auto child = (*reaper)->spawn(shell(folder, "exec sleep 100"));
  REQUIRE(child);
  CHECK(process_info((*child)->pid())->session == (*child)->pid());
  CHECK(process_info((*child)->pid())->parent == (*reaper)->pid());
  CHECK(eventually([&] { return process_info((*child)->pid())->command == "sleep"; }));
  const std::string descriptors = "/proc/" + std::to_string((*child)->pid()) + "/fd";
  // While it starts it has its libraries open, too.
  CHECK(eventually([&] {
    const std::filesystem::directory_iterator open(descriptors);
    return std::distance(begin(open), end(open)) == 3;
  }));
}

TEST_CASE("a program that cannot be executed is an error that says why") {
  const Folder folder;
  auto reaper = Reaper::start(settings(folder));
  REQUIRE(reaper);
  SpawnRequest request = shell(folder, "");
  request.argv[0] = "/no/such/program";
  auto child = (*reaper)->spawn(request);
  REQUIRE_FALSE(child);
  CHECK(child.error().message == "/no/such/program cannot be executed: No such file or directory");
  request = shell(folder, "");
  request.cwd = "/no/such/folder";
  child = (*reaper)->spawn(request);
  REQUIRE_FALSE(child);
  CHECK(child.error().message == "the folder /no/such/folder: No such file or directory");
  CHECK((*reaper)->spawn(shell(folder, "true")));
}

TEST_CASE("an exit is reported, with the signal") {
  const Folder folder;
  std::atomic<int> reported = 0;
  ReaperSettings with_report = settings(folder);
  with_report.on_exit = [&](const Child&) { ++reported; };
  auto reaper = Reaper::start(std::move(with_report));
  REQUIRE(reaper);
  const auto child = (*reaper)->spawn(shell(folder, "exec sleep 100"));
  REQUIRE(child);
  CHECK_FALSE((*child)->exited());
  CHECK((*child)->signal(SIGKILL));
  CHECK((*child)->wait_exit(std::chrono::minutes(1)));
  CHECK(describe((*child)->wait_status()) == "signal 9 (Killed)");
  CHECK(eventually([&] { return reported == 1; }));
  CHECK_FALSE((*child)->signal(SIGTERM));
}

TEST_CASE("shutdown ends what has daemonised, too") {
  const Folder folder;
  auto reaper = Reaper::start(settings(folder));
  REQUIRE(reaper);
  const std::string daemon = "setsid sh -c 'echo $$ > pid; trap \"\" TERM HUP; sleep 100' & exit 0";
  const auto child = (*reaper)->spawn(shell(folder, "(" + daemon + ")"));
  REQUIRE(child);
  CHECK(eventually([&] { return number_in(folder.path() / "pid") > 0; }));
  const std::int64_t pid = number_in(folder.path() / "pid");
  CHECK((*child)->wait_exit(std::chrono::minutes(1)));
  CHECK_FALSE(is_gone(pid));
  CHECK((*reaper)->shutdown().empty());
  CHECK(is_gone(pid));
}

TEST_CASE("a harness that is killed leaves nothing") {
  const Folder folder;
  const auto work = folder.path() / "work";
  const pid_t harness = ::fork();
  if (harness == 0) {
    std::filesystem::create_directories(work / "node");
    std::filesystem::create_directories(folder.path() / "logs");
    auto ledger = Ledger::create(ledger_file(folder.path()));
    ReaperSettings own = settings(folder);
    own.secrets = {"hunter2"};
    auto reaper = Reaper::start(std::move(own));
    if (!ledger || !reaper) ::_exit(1);
    SpawnRequest request =
        shell(folder, "echo key hunter2; (setsid sleep 1000 & echo $! > daemon); exec sleep 1000");
    request.log = folder.path() / "logs" / "node.log";
    const auto child = (*reaper)->spawn(request);
    Undo undo{"", {{UndoAction::Kind::kRemove, {}, work.string()}}};
    undo.actions.push_back({UndoAction::Kind::kContinue, (*child)->identity(), {}});
    if (!(*ledger)->add(undo)) ::_exit(1);
    eventually([&] { return number_in(folder.path() / "daemon") > 0; });
    [[maybe_unused]] const auto sent = (*child)->signal(SIGSTOP);
    std::ofstream(folder.path() / "node.new") << (*child)->pid();
    std::filesystem::rename(folder.path() / "node.new", folder.path() / "node");
    ::pause();
  }
  CHECK(eventually([&] {
    return number_in(folder.path() / "node") > 0 && number_in(folder.path() / "daemon") > 0;
  }));
  const auto node = number_in(folder.path() / "node");
  const auto daemon = number_in(folder.path() / "daemon");
  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);
  CHECK(eventually([&] { return is_gone(node) && is_gone(daemon); }));
  CHECK(eventually([&] { return std::filesystem::exists(folder.path() / "cleanup.json"); }));
  CHECK_FALSE(std::filesystem::exists(work));
  CHECK(contents(folder.path() / "logs" / "node.log") == "key ***\n");
}

TEST_CASE("a reaper that is killed takes the nodes with it, and the harness is told") {
  const Folder folder;
  std::atomic<bool> lost = false;
  ReaperSettings with_report = settings(folder);
  with_report.on_lost = [&] { lost = true; };
  auto reaper = Reaper::start(std::move(with_report));
  REQUIRE(reaper);
  SpawnRequest request = shell(folder, "setsid sleep 1000 & echo $! > daemon; exec sleep 1000");
  request.env.push_back(std::string(kRunMark) + "=" + folder.path().string());
  const auto child = (*reaper)->spawn(request);
  REQUIRE(child);
  CHECK(eventually([&] { return number_in(folder.path() / "daemon") > 0; }));
  ::kill(static_cast<pid_t>((*reaper)->pid()), SIGKILL);
  CHECK((*child)->wait_exit(std::chrono::minutes(1)));
  CHECK(eventually([&] { return lost.load(); }));
  CHECK(is_gone(number_in(folder.path() / "daemon")));
  CHECK_FALSE((*reaper)->spawn(shell(folder, "true")));
}

TEST_CASE("the reaper does not mind the terminal's signals") {
  const Folder folder;
  auto reaper = Reaper::start(settings(folder));
  REQUIRE(reaper);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    ::kill(static_cast<pid_t>((*reaper)->pid()), number);
  }
  CHECK((*reaper)->spawn(shell(folder, "true")));
}

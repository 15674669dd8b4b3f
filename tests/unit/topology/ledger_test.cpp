#include "harness/topology/ledger.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>

#include "harness/core/proc.h"
#include "harness/topology/cleanup.h"
#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;

namespace {

Undo resume(const std::string& fault, std::int64_t pid) {
  return {fault, {{UndoAction::Kind::kContinue, {pid, 17}, {}}}};
}

// The ledger of a harness that is dead, with what `add` puts into it.
void write_as_dead_harness(const Folder& folder, const std::function<Undo()>& add) {
  const pid_t harness = ::fork();
  if (harness == 0) {
    auto ledger = Ledger::create(ledger_file(folder.path()));
    ::_exit(ledger && (*ledger)->add(add()) ? 0 : 1);
  }
  int status = 0;
  ::waitpid(harness, &status, 0);
  REQUIRE(status == 0);
}

}  // namespace

TEST_CASE("what was added and not removed is open") {
  const Folder folder;
  const auto file = ledger_file(folder.path());
  auto ledger = Ledger::create(file);
  REQUIRE(ledger);
  const auto first = (*ledger)->add(resume("a \"quoted\" fault", 4711));
  const auto second = (*ledger)->add({"", {{UndoAction::Kind::kRemove, {}, "/tmp/x"}}});
  const auto third = (*ledger)->add(resume("c", 4713));
  REQUIRE((first && second && third));
  REQUIRE((*ledger)->remove(*third));
  const auto read = read_ledger(file);
  REQUIRE(read);
  REQUIRE(read->open.size() == 2);
  CHECK(read->this_boot);
  CHECK(read->harness.pid == ::getpid());
  CHECK(read->open.at(*first).fault == "a \"quoted\" fault");
  CHECK(read->open.at(*first).actions[0].process == ProcessIdentity{4711, 17});
  CHECK(read->open.at(*second).actions[0].folder == "/tmp/x");
  CHECK_FALSE(Ledger::create(file));
}

TEST_CASE("a request and a command are kept whole") {
  const Folder folder;
  const auto file = ledger_file(folder.path());
  auto ledger = Ledger::create(file);
  REQUIRE(ledger);
  UndoAction call{UndoAction::Kind::kCall, {4711, 17}};
  call.call = {"PUT", "http://127.0.0.1:1/a", {{"X-A", "1"}, {"X-A", "2"}}, "{\"b\": \"\\n\"}"};
  UndoAction run{UndoAction::Kind::kRun};
  run.run = {"/bin/sh", "-c", "a 'b c'"};
  run.folder = "/tmp/x y";
  UndoAction disk{UndoAction::Kind::kUnmount};
  disk.folder = "/tmp/d";
  const auto entry = (*ledger)->add({"it", {call, run, disk}});
  REQUIRE(entry);
  const auto read = read_ledger(file);
  REQUIRE(read);
  const auto& actions = read->open.at(*entry).actions;
  REQUIRE(actions.size() == 3);
  CHECK(actions[0].kind == UndoAction::Kind::kCall);
  CHECK(actions[0].process == ProcessIdentity{4711, 17});
  CHECK(actions[0].call.method == "PUT");
  CHECK(actions[0].call.url == call.call.url);
  CHECK(actions[0].call.headers == call.call.headers);
  CHECK(actions[0].call.body == call.call.body);
  CHECK(actions[1].run == run.run);
  CHECK(actions[1].folder == run.folder);
  CHECK(actions[2].kind == UndoAction::Kind::kUnmount);
  CHECK(actions[2].folder == disk.folder);
}

TEST_CASE("a command undoes what it says, and one that fails is told") {
  const Folder folder;
  const auto mark = folder.write("mark", "").string();
  write_as_dead_harness(folder, [&] {
    UndoAction good{UndoAction::Kind::kRun};
    good.run = {"/bin/rm", mark};
    good.folder = folder.path().string();
    UndoAction bad = good;
    bad.run = {"/bin/false"};
    UndoAction moot{UndoAction::Kind::kCall, {1, 1}};  // No process has these.
    moot.call = {"PUT", "http://127.0.0.1:1/", {}, ""};
    return Undo{"it", {bad, good, moot}};
  });
  const CleanupReport report = undo_run(folder.path());
  CHECK_FALSE(std::filesystem::exists(mark));
  REQUIRE(report.undone.size() == 1);
  CHECK(report.undone[0] == "/bin/rm " + mark + " ended with exit code 0");
  REQUIRE(report.residue.size() == 1);
  CHECK(report.residue[0] == "/bin/false ended with exit code 1");
}

TEST_CASE("a line that was cut short is no entry, wherever it is cut") {
  const Folder folder;
  const auto file = ledger_file(folder.path());
  {
    auto ledger = Ledger::create(file);
    REQUIRE((*ledger)->add(resume("whole", 1)));
    REQUIRE((*ledger)->add(resume("torn", 2)));
  }
  const std::string text = contents(file);
  const std::size_t last_line = text.rfind('\n', text.size() - 2) + 1;
  for (std::size_t size = last_line; size + 1 < text.size(); ++size) {
    folder.write("ledger.jsonl", text.substr(0, size));
    const auto read = read_ledger(file);
    REQUIRE(read);
    CHECK(read->open.size() == 1);
  }
}

TEST_CASE("what is no UTF-8 is undone as well, and a line that is no entry is residue") {
  const Folder folder;
  const std::string mark = (folder.path() / "m\xe4rk").string();
  write_as_dead_harness(folder, [&] {
    UndoAction action{UndoAction::Kind::kRun, {}, folder.path().string()};
    action.run = {"/bin/rm", mark};
    return Undo{"it", {action}};
  });
  std::ofstream(mark) << "";
  std::ofstream(ledger_file(folder.path()), std::ios::app) << "{\"add\":}\n{\"add\":7";
  const CleanupReport report = undo_run(folder.path());
  CHECK_FALSE(std::filesystem::exists(mark));
  REQUIRE(report.residue.size() == 1);
  CHECK(report.residue[0] == "line 3 of " + ledger_file(folder.path()).string() +
                                 " cannot be read: undo by hand what it says, and delete it");
  CHECK(std::filesystem::exists(ledger_file(folder.path())));
}

TEST_CASE("a ledger of another boot touches no process") {
  const Folder folder;
  const pid_t bystander = ::fork();
  if (bystander == 0) ::pause();
  const auto identity = process_info(bystander)->identity();
  write_as_dead_harness(folder, [&] { return Undo{"", {{UndoAction::Kind::kEnd, identity, {}}}}; });
  std::string text = contents(ledger_file(folder.path()));
  text.replace(text.find("boot\":\"") + 7, 4, "dead");
  folder.write("ledger.jsonl", text);
  const auto cleaned = cleanup_run(folder.path());
  REQUIRE(cleaned);
  CHECK(cleaned->undone.empty());
  CHECK(is_alive(identity));
  ::kill(bystander, SIGKILL);
  ::waitpid(bystander, nullptr, 0);
}

TEST_CASE("cleanup ends and continues only the processes that were recorded") {
  const Folder folder;
  const pid_t left = ::fork();
  if (left == 0) ::pause();
  const pid_t other = ::fork();
  if (other == 0) ::pause();
  auto reused = process_info(other)->identity();
  reused.start_ticks -= 1;  // As if the pid had belonged to an earlier process.
  const auto identity = process_info(left)->identity();
  const auto work = folder.path() / "work";
  std::filesystem::create_directories(work / "node");
  write_as_dead_harness(folder, [&] {
    return Undo{"",
                {{UndoAction::Kind::kRemove, {}, work.string()},
                 {UndoAction::Kind::kEnd, reused, {}},
                 {UndoAction::Kind::kEnd, identity, {}}}};
  });
  const auto cleaned = cleanup_run(folder.path());
  REQUIRE(cleaned);
  CHECK(cleaned->residue.empty());
  CHECK(cleaned->undone.size() == 2);
  CHECK_FALSE(is_alive(identity));
  CHECK_FALSE(std::filesystem::exists(work));
  CHECK(is_alive(process_info(other)->identity()));
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  ::waitpid(left, nullptr, 0);
}

TEST_CASE("cleanup finds what carries the run's mark, and leaves a living run alone") {
  const Folder folder;
  auto ledger = Ledger::create(ledger_file(folder.path()));
  REQUIRE(ledger);
  const auto refused = cleanup_run(folder.path());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("still going on") != std::string::npos);

  std::filesystem::remove(ledger_file(folder.path()));
  CHECK_FALSE(cleanup_run(folder.path()));  // No run at all.
  folder.write("journal.jsonl", "");
  const auto nothing = cleanup_run(folder.path());
  REQUIRE(nothing);
  CHECK((nothing->undone.empty() && nothing->residue.empty()));
  write_as_dead_harness(folder, [] { return Undo{}; });
  const pid_t stray = ::fork();
  if (stray == 0) {
    const std::string mark = std::string(kRunMark) + "=" + folder.path().string();
    ::execle("/bin/sleep", "sleep", "1000", nullptr,
             std::array<const char*, 2>{mark.c_str(), nullptr}.data());
    ::_exit(127);
  }
  const auto identity = process_info(stray)->identity();
  CHECK(eventually([&] { return process_info(stray)->command == "sleep"; }));
  const auto cleaned = cleanup_run(folder.path());
  REQUIRE(cleaned);
  CHECK(cleaned->undone.size() == 1);
  CHECK_FALSE(is_alive(identity));
  ::waitpid(stray, nullptr, 0);
}

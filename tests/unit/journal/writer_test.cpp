#include "harness/journal/writer.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "harness/core/wait.h"
#include "harness/journal/reader.h"
#include "tests/unit/journal/samples.h"

using namespace squall;

namespace {

std::unique_ptr<JournalWriter> open_writer(const TemporaryFolder& folder, const SecretMask& mask) {
  auto writer = JournalWriter::open(folder.path(), RunClock(), mask);
  REQUIRE(writer);
  return *std::move(writer);
}

std::uint64_t count_attempts(const TemporaryFolder& folder) {
  const auto stats = for_each_attempt(folder.path(), [](std::span<const Attempt>) {});
  REQUIRE(stats);
  CHECK(stats->corrupt_blocks == 0);
  return stats->attempts;
}

std::size_t count_events(const TemporaryFolder& folder) {
  const auto journal = read_journal(folder.path());
  REQUIRE(journal);
  CHECK(journal->corrupt_lines == 0);
  return journal->events.size();
}

/// True as soon as `condition` holds; false after a minute.
bool eventually(const std::function<bool()>& condition) {
  const SteadyTime deadline = steady_now() + std::chrono::minutes(1);
  while (!condition()) {
    if (steady_now() > deadline) return false;
    wait_for({}, std::chrono::milliseconds(2));
  }
  return true;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("what several threads hand over comes back, events in the order of their times") {
  const TemporaryFolder folder;
  const SecretMask mask;
  {
    const auto writer = open_writer(folder, mask);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&writer, t] {
        Random random(static_cast<std::uint64_t>(t));
        for (int i = 0; i < 500; ++i) {
          const std::vector<Attempt> attempts(20, random_attempt(random));
          writer->on_attempts(attempts);
          writer->on_event(SetupDone{"step", Nanoseconds(i)});
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(writer->lost_records() == 0);
  }
  CHECK(count_attempts(folder) == 4 * 500 * 20);
  const auto journal = read_journal(folder.path());
  REQUIRE(journal);
  REQUIRE(journal->events.size() == 4 * 500);
  for (std::size_t i = 1; i < journal->events.size(); ++i) {
    CHECK(journal->events[i - 1].at <= journal->events[i].at);
  }
}

TEST_CASE("events that matter are on disk when the call returns") {
  const TemporaryFolder folder;
  const SecretMask mask;
  const auto writer = open_writer(folder, mask);
  writer->on_event(FaultInjecting{"f", "kill", "p", "db[0]", {"db[0]"}, {}});
  CHECK(count_events(folder) == 1);
  writer->on_event(FaultHealed{"f", true, ""});
  CHECK(count_events(folder) == 2);
}

TEST_CASE("other events and attempts follow by themselves") {
  const TemporaryFolder folder;
  const SecretMask mask;
  const auto writer = open_writer(folder, mask);
  writer->on_event(Warned{"w"});
  writer->on_attempts(std::vector<Attempt>(3));
  CHECK(eventually([&] { return count_events(folder) == 1 && count_attempts(folder) == 3; }));
}

TEST_CASE("flush is a barrier for both files") {
  const TemporaryFolder folder;
  const SecretMask mask;
  const auto writer = open_writer(folder, mask);
  for (std::uint64_t i = 1; i <= 20; ++i) {
    writer->on_event(Warned{"w"});
    writer->on_attempts(std::vector<Attempt>(7));
    writer->flush();
    CHECK(count_events(folder) == i);
    CHECK(count_attempts(folder) == 7 * i);
  }
}

TEST_CASE("attempts that do not fit are counted as lost, and the caller is not held up") {
  const TemporaryFolder folder;
  const SecretMask mask;
  const std::vector<Attempt> many(JournalWriter::kQueuedAttempts + 1000);
  const auto writer = open_writer(folder, mask);
  writer->on_attempts(many);
  CHECK(writer->lost_records() == 1000);
  writer->close();
  CHECK(count_attempts(folder) == JournalWriter::kQueuedAttempts);
}

TEST_CASE("a writer that cannot keep up loses attempts, and says how many") {
  const TemporaryFolder folder;
  const SecretMask mask;
  constexpr std::size_t kQueued = 100, kHandedOver = 200'000;
  std::uint64_t lost = 0;
  {
    const auto writer = JournalWriter::open(folder.path(), RunClock(), mask, kQueued);
    REQUIRE(writer);
    std::vector<Attempt> batch(50);
    for (std::size_t i = 0; i < kHandedOver; i += batch.size()) (*writer)->on_attempts(batch);
    (*writer)->flush();
    lost = (*writer)->lost_records();
    CHECK_FALSE((*writer)->failed());
  }
  CHECK(lost > 0);
  CHECK(count_attempts(folder) == kHandedOver - lost);
}

TEST_CASE("no secret reaches the journal, whatever text it stands in") {
  const TemporaryFolder folder;
  SecretMask mask;
  mask.add("p@ss word");
  {
    const auto writer = open_writer(folder, mask);
    FailureExample example;
    example.request = "POST /login\nusername=carla&password=p%40ss%20word";
    example.headers = "x: p@ss word";
    writer->on_event(example);
    TopologyResolved topology;
    topology.services.push_back({"db", "", "", "", {{"db", "http://u:p@ss word@127.0.0.1"}}});
    writer->on_event(topology);
  }
  const std::string text = read_file(folder.path() / "journal.jsonl");
  CHECK(text.find("***") != std::string::npos);
  CHECK(text.find("word@") == std::string::npos);
  CHECK(text.find("p%40ss") == std::string::npos);
}

TEST_CASE("ill-formed text of a target does not break the journal") {
  const TemporaryFolder folder;
  const SecretMask mask;
  open_writer(folder, mask)->on_event(Warned{"bad \xff\xc3 bytes"});
  CHECK(count_events(folder) == 1);
}

TEST_CASE("records are never written over") {
  const TemporaryFolder folder;
  const SecretMask mask;
  open_writer(folder, mask)->on_event(Warned{"first"});
  const auto second = JournalWriter::open(folder.path(), RunClock(), mask);
  REQUIRE_FALSE(second);
  CHECK(second.error().message.find("File exists") != std::string::npos);
  CHECK(count_events(folder) == 1);
}

TEST_CASE("a full disk is reported, nobody waits for ever, and what was written can be read") {
  const TemporaryFolder folder;
  // In a child: the limit on the size of files stands for the disk.
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{4096, RLIM_INFINITY}, freed{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &full);
    const SecretMask mask;
    const auto writer = JournalWriter::open(folder.path(), RunClock(), mask);
    if (!writer) ::_exit(1);
    for (int i = 0; i < 1000; ++i) (*writer)->on_event(PhaseStarted{"a phase"});
    (*writer)->on_attempts(std::vector<Attempt>(1000));
    (*writer)->flush();
    // Room that comes back later must not put a hole into the middle of the file.
    ::setrlimit(RLIMIT_FSIZE, &freed);
    (*writer)->on_event(PhaseStarted{"a later phase"});
    ::_exit((*writer)->failed() && !(*writer)->error().empty() ? 0 : 2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  const auto journal = read_journal(folder.path());
  REQUIRE(journal);
  CHECK(journal->events.size() > 10);
  // The limit may fall between two lines, too.
  const std::string text = read_file(folder.path() / "journal.jsonl");
  CHECK(text.size() <= 4096);
  CHECK(journal->torn == !text.ends_with('\n'));
  CHECK(journal->corrupt_lines == 0);
}

TEST_CASE("after SIGKILL the records are readable up to the last event") {
  const TemporaryFolder folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const SecretMask mask;
    const auto writer = JournalWriter::open(folder.path(), RunClock(), mask);
    if (!writer) ::_exit(1);
    for (int i = 0;; ++i) {
      (*writer)->on_attempts(std::vector<Attempt>(100));
      (*writer)->on_event(PhaseStarted{std::to_string(i)});
      if (i == 50 && ::write(ready[1], "x", 1) != 1) ::_exit(1);
    }
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(ready[0]);
  ::close(ready[1]);

  const auto journal = read_journal(folder.path());
  REQUIRE(journal);
  CHECK(journal->corrupt_lines == 0);
  REQUIRE(journal->events.size() > 50);
  for (std::size_t i = 0; i < journal->events.size(); ++i) {
    CHECK(std::get<PhaseStarted>(journal->events[i].event).phase == std::to_string(i));
  }
  CHECK(count_attempts(folder) > 50 * 100);
}

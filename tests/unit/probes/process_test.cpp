#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "harness/core/process_usage.h"
#include "harness/core/wait.h"
#include "tests/unit/probes/spec.h"

using namespace squall;
using namespace squall::probe_test;

namespace {

/// A shell that runs the script in a session of its own, until it is told to end.
class Running {
 public:
  explicit Running(const char* script) : pid_(::fork()) {
    if (pid_ == 0) {
      ::setsid();
      ::execlp("sh", "sh", "-c", script, nullptr);
      ::_exit(127);
    }
  }
  ~Running() { end(); }
  void end() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  std::string told() const {
    const auto info = process_info(pid_);
    return std::to_string(pid_) + ":" + std::to_string(info ? info->start_ticks : 0);
  }

 private:
  pid_t pid_;
};

ProbeSpec field(const std::string& name) {
  return spec("process", {{"node", text("web[0]")}, {"field", text(name)}});
}

}  // namespace

TEST_CASE("process: alive, memory, descriptors and threads of a node's tree") {
  Running running("sleep 100 & exec sleep 100");
  wait_for({}, std::chrono::milliseconds(200));
  const auto lookup = knows({{"web[0].process", running.told()}, {"web[0].restarts", "2"}});
  const ProbeSample alive = sample(field("alive"), lookup, {});
  CHECK(alive.met);
  CHECK(alive.value == 1.0);
  const ProbeSample rss = sample(field("rss"), lookup, {});
  REQUIRE(rss.value);
  CHECK(*rss.value > 100'000);
  CHECK(*rss.value < 100'000'000);
  CHECK(rss.actual.starts_with("rss "));
  CHECK(sample(field("threads"), lookup, {}).value == 2.0);  // Of two processes.
  CHECK(sample(field("descriptors"), lookup, {}).value >= 6.0);
  CHECK(sample(field("restarts"), lookup, {}).value == 2.0);
  running.end();
  const ProbeSample dead = sample(field("alive"), lookup, {});
  CHECK_FALSE(dead.met);
  CHECK(dead.value == 0.0);
  CHECK(dead.actual == "not running");
  CHECK_FALSE(sample(field("rss"), lookup, {}).value);
}

TEST_CASE("process: processor time since the sample before") {
  Running busy("while :; do :; done");
  Running idle("exec sleep 100");
  wait_for({}, std::chrono::milliseconds(100));
  const auto of_busy = knows({{"web[0].process", busy.told()}});
  const auto of_idle = knows({{"web[0].process", idle.told()}});
  ProbeMemory memory, other;
  const ProbeSample first = sample(field("cpu"), of_busy, {}, memory);
  CHECK(first.value);
  wait_for({}, std::chrono::milliseconds(500));
  const ProbeSample later = sample(field("cpu"), of_busy, {}, memory);
  REQUIRE(later.value);
  CHECK(*later.value > 0.02);  // The machine may be full of others.
  CHECK(*later.value < 1.2);
  sample(field("cpu"), of_idle, {}, other);
  CHECK(sample(field("cpu"), of_idle, {}, other).value < 0.02);
  CHECK(field("cpu").dimension == Dimension::kRatio);
  CHECK(field("rss").dimension == Dimension::kBytes);
}

TEST_CASE("process: another process with the pid is not the node, and an unknown node says so") {
  const auto lookup = knows({{"web[0].process", std::to_string(::getpid()) + ":1"}});
  CHECK_FALSE(sample(field("alive"), lookup, {}).met);
  const ProbeSample unknown = sample(field("alive"), knows({}), {});
  CHECK_FALSE(unknown.met);
  CHECK(unknown.actual == "nothing is known of the process of web[0]");
  CHECK_FALSE(unknown.value);
}

TEST_CASE("the use of a tree counts every process once, and is none for one that is gone") {
  const auto own = process_info(::getpid());
  REQUIRE(own);
  const auto usage = usage_of_tree(own->identity());
  REQUIRE(usage);
  CHECK(usage->rss_bytes >= own->resident_bytes / 2);
  CHECK(usage->descriptors >= 3);
  CHECK(usage->threads >= 1);
  CHECK_FALSE(usage_of_tree({own->pid, own->start_ticks + 1}));
  CHECK_FALSE(usage_of_tree({0x7ffffff0, 1}));
}

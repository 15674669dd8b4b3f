#include <catch2/catch.hpp>

#include "harness/core/proc.h"
#include "harness/core/wait.h"
#include "tests/unit/probes/spec.h"

using namespace squall;
using namespace squall::probe_test;

namespace {

ProbeSpec shell(const std::string& script) {
  return spec("command", {{"run", texts({"sh", "-c", script})}});
}

ProbeSample run_once(const ProbeSpec& probe) {
  return sample(probe, knows({{"topology.dir", "/"}, {"run.dir", "/tmp/no-run"}}), {});
}

// Processes whose command is this `sleep`.
bool sleeps(const std::string& duration) {
  const std::vector<ProcessInfo> all = all_processes();
  return std::any_of(all.begin(), all.end(), [&](const ProcessInfo& process) {
    std::ifstream file("/proc/" + std::to_string(process.pid) + "/cmdline");
    std::string line((std::istreambuf_iterator<char>(file)), {});
    return process.state != 'Z' && line == "sleep" + std::string(1, '\0') + duration + '\0';
  });
}

}  // namespace

TEST_CASE("command: the exit code decides, and is the value") {
  const ProbeSample met = run_once(shell("exit 0"));
  CHECK(met.met);
  CHECK(met.value == 0.0);
  const ProbeSample failed = run_once(shell("echo too full >&2; exit 3"));
  CHECK_FALSE(failed.met);
  CHECK(failed.actual == "exit code 3: too full");
  CHECK(failed.value == 3.0);
  ProbeSpec expects_three = shell("exit 3");
  expects_three.options.set("exit_code", Value{std::int64_t{3}});
  CHECK(run_once(expects_three).met);
  const ProbeSample killed = run_once(shell("kill -9 $$"));
  CHECK_FALSE(killed.met);
  CHECK(killed.actual == "signal 9");
  CHECK_FALSE(killed.value);
}

TEST_CASE("command: output by JSON path and by regular expression") {
  ProbeSpec probe = shell("echo '{\"queue\": {\"length\": 7}}'");
  probe.options.set("value_from", text("$.queue.length"));
  probe.expect.json = {{"$.queue.length", true, Value{std::int64_t{7}}, std::nullopt}};
  CHECK(run_once(probe).met);
  CHECK(run_once(probe).value == 7.0);
  probe.expect.json[0].equals = Value{std::int64_t{8}};
  const ProbeSample other = run_once(probe);
  CHECK_FALSE(other.met);
  CHECK(other.actual.starts_with("exit code 0, $.queue.length"));

  ProbeSpec lines = shell("echo free: 12.5 of 30");
  lines.options.set("value_from", text("free: ([0-9.]+)"));
  CHECK(run_once(lines).value == 12.5);
  lines.expect.regex = "of 31";
  CHECK_FALSE(run_once(lines).met);
  lines.options.set("value_from", text("used: ([0-9.]+)"));
  const ProbeSample none = run_once(lines);
  CHECK_FALSE(none.met);
  CHECK_FALSE(none.value);
}

TEST_CASE("command: a value outside its limits is not met") {
  ProbeSpec probe = shell("echo 42");
  probe.options.set("value_from", text("[0-9]+"));
  probe.options.set("unit", text("bytes"));
  probe.dimension = Dimension::kBytes;
  probe.value.max = 42;
  CHECK(run_once(probe).met);
  probe.value.max = 41;
  const ProbeSample above = run_once(probe);
  CHECK_FALSE(above.met);
  CHECK(above.actual == "42 B");
  CHECK(above.value == 42.0);
  probe.value = {};
  probe.value.one_of = {1, 42};
  CHECK(run_once(probe).met);
  CHECK(describe(probe) == "exit code 0, value 1 B or 42 B");
}

TEST_CASE("command: when its time is over, all that it started ends") {
  ProbeSpec probe = shell("sleep 4711 & sleep 4712");
  probe.timeout = std::chrono::milliseconds(300);
  const ProbeSample late = run_once(probe);
  CHECK_FALSE(late.met);
  CHECK(late.actual == "it did not end in time");
  CHECK(late.took < std::chrono::seconds(5));
  const SteadyTime deadline = steady_now() + std::chrono::seconds(5);
  while ((sleeps("4711") || sleeps("4712")) && steady_now() < deadline) {
    wait_for({}, std::chrono::milliseconds(10));
  }
  CHECK_FALSE(sleeps("4711"));
  CHECK_FALSE(sleeps("4712"));
}

TEST_CASE("command: what it leaves in the background is not waited for, and ends as well") {
  const ProbeSample met = run_once(shell("sleep 4713 & echo done"));
  CHECK(met.met);
  CHECK(met.took < std::chrono::seconds(2));
  const SteadyTime deadline = steady_now() + std::chrono::seconds(5);
  while (sleeps("4713") && steady_now() < deadline) wait_for({}, std::chrono::milliseconds(10));
  CHECK_FALSE(sleeps("4713"));
}

TEST_CASE("command: more output than is kept blocks nobody, and a stop request ends it") {
  ProbeSpec probe = shell("head -c 5000000 /dev/zero | tr '\\0' x; echo end");
  probe.timeout = std::chrono::seconds(20);
  CHECK(run_once(probe).met);
  std::stop_source stopped;
  stopped.request_stop();
  const ProbeSample sampled = sample(shell("sleep 4714"), knows({}), stopped.get_token());
  CHECK_FALSE(sampled.met);
  CHECK(sampled.actual == "stopped");
}

TEST_CASE("command: a program that there is not, and options that make no sense") {
  const ProbeSample none = run_once(spec("command", {{"run", texts({"no-such-program"})}}));
  CHECK_FALSE(none.met);
  CHECK(none.actual == "no-such-program: No such file or directory");
  CHECK(mistake_of(spec("command", {{"run", texts({})}})));
  const auto wrong =
      mistake_of(spec("command", {{"run", texts({"true"})}, {"value_from", text("(")}}));
  REQUIRE(wrong);
  CHECK(wrong->option == "value_from");
  CHECK_FALSE(mistake_of(shell("true")));
}

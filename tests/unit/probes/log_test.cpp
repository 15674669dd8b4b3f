#include <catch2/catch.hpp>

#include "probes/log_reader.h"
#include "tests/unit/probes/spec.h"

using namespace squall;
using namespace squall::probe_test;

namespace {

std::vector<std::string> assembled(const std::vector<std::string>& pieces) {
  std::vector<std::string> lines;
  LineAssembler assembler;
  for (const std::string& piece : pieces) {
    assembler.feed(piece, [&](std::string_view line) { lines.emplace_back(line); });
  }
  return lines;
}

}  // namespace

TEST_CASE("log: lines do not depend on how their bytes come") {
  CHECK(assembled({"one\ntwo\r\n", "thr", "ee\n\nopen"}) ==
        std::vector<std::string>{"one", "two", "three", ""});
  const std::string longest(LineAssembler::kLongest, 'x');
  CHECK(assembled({longest + "\nnext\n"}) == std::vector<std::string>{longest, "next"});
  CHECK(assembled({longest, "\nnext\n"}) == std::vector<std::string>{longest, "next"});
  CHECK(assembled({longest + "y\n"}) == std::vector<std::string>{longest, "y"});
  CHECK(assembled({longest, "y", "\n"}) == std::vector<std::string>{longest, "y"});
}

TEST_CASE("log: what must appear, what must not, and how many lines") {
  const ScratchFile log("squall-log");
  log.append("starting\nlistening on 4711\n");
  const auto lookup = knows({{"web[0].log", log.path()}});
  const ProbeSpec probe = spec("log", {{"node", text("web[0]")},
                                       {"appears", texts({"listening on [0-9]+"})},
                                       {"absent", texts({"FATAL", "panic:"})}});
  ProbeMemory memory;
  CHECK(sample(probe, lookup, {}, memory).met);
  log.append("half a FA");
  CHECK(sample(probe, lookup, {}, memory).met);
  log.append("TAL line\n");
  const ProbeSample fatal = sample(probe, lookup, {}, memory);
  CHECK_FALSE(fatal.met);
  CHECK(fatal.actual == "'half a FATAL line'");
  log.append("all is well again\n");
  CHECK_FALSE(sample(probe, lookup, {}, memory).met);  // It was there.

  const ProbeSpec counts = spec("log", {{"file", text(log.path())}, {"count", text("li(st|ne)")}});
  const ProbeSample counted = sample(counts, knows({}), {});
  CHECK(counted.met);
  CHECK(counted.value == 2.0);
  const ProbeSpec missing =
      spec("log", {{"file", text(log.path())}, {"appears", texts({"ready"})}});
  CHECK(sample(missing, knows({}), {}).actual == "no line with 'ready'");
}

TEST_CASE("log: only what is new since its first look") {
  const ScratchFile log("squall-new-log");
  log.append("error 1\nerror 2\n");
  const ProbeSpec probe =
      spec("log", {{"file", text(log.path())}, {"count", text("error")}, {"from", text("now")}});
  ProbeMemory memory;
  CHECK(sample(probe, knows({}), {}, memory).value == 0.0);
  log.append("error 3\n");
  CHECK(sample(probe, knows({}), {}, memory).value == 1.0);
  // A log that was begun anew is read from its beginning.
  std::filesystem::resize_file(log.path(), 0);
  log.append("error 4\n");
  CHECK(sample(probe, knows({}), {}, memory).value == 2.0);
}

TEST_CASE("log: no file, and patterns that are none") {
  const ProbeSpec nowhere =
      spec("log", {{"file", text("/nowhere/at/all")}, {"absent", texts({"x"})}});
  const ProbeSample seen = sample(nowhere, knows({}), {});
  CHECK_FALSE(seen.met);
  CHECK_FALSE(seen.value);
  CHECK(mistake_of(spec("log", {}))->option == "appears");
  CHECK(mistake_of(spec("log", {{"absent", texts({"("})}}))->option == "absent");
  CHECK_FALSE(mistake_of(spec("log", {{"count", text("x")}})));
}

TEST_CASE("log: what there is no time for is read by the next sample") {
  const ScratchFile log("squall-long-log");
  log.append(std::string(200'000, '\n'));
  ProbeSpec probe = spec("log", {{"file", text(log.path())}, {"count", text("^$")}});
  ProbeMemory memory;
  probe.timeout = {};
  CHECK(sample(probe, knows({}), {}, memory).value == 0.0);
  probe.timeout = std::chrono::minutes(1);
  CHECK(sample(probe, knows({}), {}, memory).value == 200'000.0);
  std::stop_source stopped;
  stopped.request_stop();
  log.append("\n");
  CHECK(sample(probe, knows({}), stopped.get_token(), memory).value == 200'000.0);
  CHECK(sample(probe, knows({}), {}, memory).value == 200'001.0);
}
